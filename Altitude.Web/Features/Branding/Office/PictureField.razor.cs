using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Files;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Files;
using Altitude.Web.Hosting;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace Altitude.Web.Features.Branding.Office;

/// <summary>One picture of the brand: chosen from a file or from the logo, cut with four sliders, and tried on at once in the previews beside it.</summary>
public sealed partial class PictureField : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private UncutPicture? _uncut;
    private PictureCrop _crop;
    private string _address = "";
    private RuleViolation? _refused;
    private bool _isActing;
    private int _choosing;

    [Inject]
    public required AddBrandPicture Add { get; init; }

    [Inject]
    public required BrandPictureQuery Pictures { get; init; }

    [Parameter, EditorRequired]
    public required Staff Staff { get; set; }

    [Parameter, EditorRequired]
    public required WorkspaceView Company { get; set; }

    [Parameter, EditorRequired]
    public required BrandPlace Place { get; set; }

    [Parameter, EditorRequired]
    public required string Name { get; set; }

    [Parameter, EditorRequired]
    public required string Hint { get; set; }

    /// <summary>What is said where there is no picture.</summary>
    [Parameter, EditorRequired]
    public required string Nothing { get; set; }

    /// <summary>As it is being chosen; null: none.</summary>
    [Parameter, EditorRequired]
    public required BrandImage? Image { get; set; }

    /// <summary>A picture that this one can be made of; null: none.</summary>
    [Parameter]
    public BrandImage? Source { get; set; }

    /// <summary>Null: it was removed.</summary>
    [Parameter, EditorRequired]
    public required EventCallback<BrandImage?> Chosen { get; set; }

    private string Id => $"picture-{Place}";
    private string NameId => $"{Id}-name";
    private string HintId => $"{Id}-hint";

    private string Ground => Place == BrandPlace.DarkLogo ? "dark" : "light";

    private IEnumerable<string> Grounds => Place == BrandPlace.Icon ? ["light", "dark"] : [Ground];

    private IEnumerable<Side> Sides =>
        [
            new("From the left", _crop.Left, cut => _crop with { Left = cut }, this),
            new("From the right", _crop.Right, cut => _crop with { Right = cut }, this),
            new("From the top", _crop.Top, cut => _crop with { Top = cut }, this),
            new("From the bottom", _crop.Bottom, cut => _crop with { Bottom = cut }, this),
        ];

    /// <summary>What stays, in the small picture's pixels.</summary>
    private string Kept
    {
        get
        {
            var (left, top, width, height) = KeptPart;
            return string.Create(CultureInfo.InvariantCulture, $"{left:0.#} {top:0.#} {width:0.#} {height:0.#}");
        }
    }

    /// <summary>The whole with a hole in it.</summary>
    private string Veil
    {
        get
        {
            var (left, top, width, height) = KeptPart;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"M0 0H{Shown.Width}V{Shown.Height}H0ZM{left:0.#} {top:0.#}v{height:0.#}h{width:0.#}v{-height:0.#}Z"
            );
        }
    }

    private (float Left, float Top, float Width, float Height) KeptPart => _crop.Of(Shown.Width, Shown.Height);

    private ClearPicture Shown => _uncut!.Shown; // Asked while a picture is being cut.

    private static (int Width, int Height) Size(BrandImage image) => BrandPictureAddress.Fit(image, 200, 48);

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    private Task OpenAsync(InputFileChangeEventArgs chosen) =>
        ActAsync(async () =>
        {
            var file = chosen.File;
            RuleViolation.Unless(file.Size <= StoredFile.MostBytes, FileRules.TooLarge, FileRules.TooLargeInWords);
            var sent = new SentFile(file.Name, () => file.OpenReadStream(StoredFile.MostBytes, _closed.Token));
            Cut(await FileIntake.ReadUncutAsync(sent, _closed.Token));
        });

    private Task CutSourceAsync() =>
        ActAsync(async () =>
        {
            var bytes =
                await Pictures.FindAsync(Staff.WorkspaceId, Source!.Id, _closed.Token) // The button is drawn for one.
                ?? throw new RuleViolation(BrandRules.Picture, "That picture is not kept any more. Choose it again.");
            Cut(await FileIntake.UncutAsync(bytes, _closed.Token));
        });

    private void Cut(UncutPicture picture) =>
        (_uncut, _crop, _address) = (picture, PictureCrop.None, $"data:image/png;base64,{Convert.ToBase64String(picture.Shown.Png)}");

    private Task UseAsync() =>
        ActAsync(async () =>
        {
            var image = await Add.RunAsync(Staff, _uncut!.Bytes, _crop, Place, RequestKey.New("add-brand-picture"), _closed.Token); // The button is drawn while one is cut.
            Close();
            await Chosen.InvokeAsync(image);
        });

    private Task RemoveAsync() => Chosen.InvokeAsync(null);

    private void Close() => (_uncut, _address, _choosing) = (null, "", _choosing + 1); // The same file may be chosen again.

    private async Task ActAsync(Func<Task> act)
    {
        if (_isActing)
        {
            return;
        }

        (_isActing, _refused) = (true, null);
        try
        {
            await act();
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            _refused = refused;
            _choosing++;
        }
        catch (IOException)
        {
            _refused = new RuleViolation(FileRules.Unreadable, "That file did not arrive. Choose it again.");
            _choosing++;
        }
        finally
        {
            _isActing = false;
        }
    }

    /// <summary>One side of the picture, and what is cut from it, in hundredths.</summary>
    private sealed record Side(string Name, int Cut, Func<int, PictureCrop> With, PictureField Field)
    {
        public void Set(ChangeEventArgs args)
        {
            if (int.TryParse(args.Value as string, NumberStyles.None, CultureInfo.InvariantCulture, out var cut))
            {
                Field._crop = With(cut).Within();
            }
        }
    }
}
