using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Branding.Office;

/// <summary>How the company looks, chosen beside the real portal page and mail.</summary>
public sealed partial class BrandPage
{
    private Staff? _staff;
    private BrandKit _present = BrandKit.Default;
    private BrandChoice? _choice;
    private WorkspaceView? _company;

    /// <summary>What the last save here replaced; null: nothing to undo.</summary>
    private BrandKit? _before;

    /// <summary>The pictures that were tried on here, by which the previews know their size.</summary>
    private readonly List<BrandImage> _triedOn = [];
    private string _shownIn = "";
    private bool _isSaving;
    private string? _saved;
    private RuleViolation? _refused;

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required ChangeBrandKit Change { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.LooksOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    private bool MayControl => _staff?.Role.MayControl() == true;

    private bool IsChanged => _choice != BrandChoice.Of(_present);

    /// <summary>What is typed, as far as it is a brand: the previews never show nothing.</summary>
    private BrandKit Shown => _choice?.Or(_present, _triedOn) ?? _present;

    private string PortalPreviewAddress => BrandChoice.PreviewOf("portal", Shown) + (_shownIn.Length > 0 ? $"&in={_shownIn}" : "");
    private string MailPreviewAddress => BrandChoice.PreviewOf("mail", Shown);

    private IEnumerable<Picture> PictureFields =>
        [
            new(
                BrandPlace.Logo,
                "Logo",
                "PNG, JPEG or WebP, with clear edges if you can. It stands in the portal's bar and in mails, on a light plate.",
                "No logo: your name stands in its place",
                Shown.Images.Logo,
                null,
                Set(image => _choice! with { Logo = IdOf(image) })
            ),
            new(
                BrandPlace.DarkLogo,
                "Logo on dark",
                "For customers who see pages dark. Without it the logo stands on its light plate there, too.",
                "None: the logo stands on a light plate",
                Shown.Images.DarkLogo,
                null,
                Set(image => _choice! with { DarkLogo = IdOf(image) })
            ),
            new(
                BrandPlace.Icon,
                "Icon",
                "Square: in the browser's tab, and on a phone's home screen.",
                "None: your initials in the main colour",
                Shown.Images.Icon,
                Shown.Images.Logo,
                Set(image => _choice! with { Icon = IdOf(image) })
            ),
        ];

    private IEnumerable<ColourField> Colours =>
        [
            new(
                "primary",
                "Main colour",
                "Bar, buttons and links",
                _choice?.Primary ?? "",
                Shown.Primary,
                Mark(BrandRules.Primary),
                args => Set(_choice! with { Primary = args.Value as string })
            ),
            new(
                "accent",
                "Accent colour",
                "The mark with your initials, and what asks for attention",
                _choice?.Accent ?? "",
                Shown.Accent,
                Mark(BrandRules.Accent),
                args => Set(_choice! with { Accent = args.Value as string })
            ),
        ];

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        _company = await Current.GetWorkspaceAsync(cancellationToken);
        var brand = _company.Brand;
        if (_choice is null || !IsChanged)
        {
            _choice = BrandChoice.Of(brand); // Whoever is choosing keeps their choice when a colleague saves.
        }
        else if (!_isSaving && brand != _present)
        {
            _saved = $"A colleague changed {BrandDifference.InWords(_present, brand)} meanwhile. Saved, your choice takes its place.";
        }

        _present = brand;
    }

    private void SetScheme(ChangeEventArgs args) => Set(_choice! with { Scheme = args.Value as string });

    private void SetCorners(ChangeEventArgs args) => Set(_choice! with { Corners = args.Value as string });

    private void SetFont(ChangeEventArgs args) => Set(_choice! with { Font = args.Value as string });

    private void SetMailHeader(ChangeEventArgs args) => Set(_choice! with { MailHeader = args.Value as string });

    private void SetNamesMails(ChangeEventArgs args) => Set(_choice! with { NamesMails = args.Value is true });

    private void SetShownIn(ChangeEventArgs args) => _shownIn = args.Value as string ?? "";

    private void SetMailFooter(ChangeEventArgs args) => Set(_choice! with { MailFooter = args.Value as string });

    private void Forget() => Set(BrandChoice.Of(_present));

    private void Set(BrandChoice choice) => (_choice, _saved, _refused, _before) = (choice, null, null, null);

    private EventCallback<BrandImage?> Set(Func<BrandImage?, BrandChoice> with) =>
        EventCallback.Factory.Create<BrandImage?>(
            this,
            image =>
            {
                if (image is not null)
                {
                    _triedOn.Add(image);
                }

                Set(with(image));
            }
        );

    private static string IdOf(BrandImage? image) => image?.Id.ToString() ?? "";

    private Task SaveAsync() => _choice is null ? Task.CompletedTask : KeepAsync(_choice, _present, "Saved");

    private Task UndoAsync() => _before is null ? Task.CompletedTask : KeepAsync(BrandChoice.Of(_before), null, "As it was before");

    /// <param name="before">What can be brought back afterwards; null: nothing.</param>
    private async Task KeepAsync(BrandChoice choice, BrandKit? before, string saved)
    {
        if (_isSaving)
        {
            return;
        }

        (_isSaving, _refused, _saved) = (true, null, null);
        try
        {
            await Change.RunAsync(_staff!, choice, RequestKey.New("change-brand-kit"), Closed, _present); // The form is drawn for somebody.
            _company = await Current.GetWorkspaceAsync(Closed);
            _present = _company.Brand;
            (_choice, _before, _saved) = (BrandChoice.Of(_present), before, saved);
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            _refused = refused;
            if (refused.Rule == BrandRules.Overtaken)
            {
                _company = await Current.GetWorkspaceAsync(Closed); // They were told; the next press is theirs.
                _present = _company.Brand;
            }
        }
        finally
        {
            _isSaving = false;
        }
    }

    private string? Mark(string rule) => _refused?.Rule == rule ? "true" : null;

    /// <summary>One picture of the brand as the form asks for it.</summary>
    /// <param name="Source">What it can be made of; null: nothing.</param>
    private sealed record Picture(
        BrandPlace Place,
        string Name,
        string Hint,
        string Nothing,
        BrandImage? Image,
        BrandImage? Source,
        EventCallback<BrandImage?> Chosen
    );

    /// <summary>One colour as it is typed or picked.</summary>
    /// <param name="Use">Where it is seen.</param>
    /// <param name="Colour">As far as it is one; else the present.</param>
    private sealed record ColourField(
        string Id,
        string Name,
        string Use,
        string Text,
        BrandColor Colour,
        string? Invalid,
        Action<ChangeEventArgs> Set
    )
    {
        public string HintId => $"{Id}-hint";
        public string PickName => $"Pick the {Name.ToLowerInvariant()}";
        public string Swatch => Colour.ToString();

        /// <summary>The colour stays as chosen; what stands on it is black or white, whichever can be read.</summary>
        public string Says
        {
            get
            {
                var text = Colour.ReadableText == BrandColor.White ? "white" : "black";
                var ratio = Colour.ContrastTo(Colour.ReadableText).ToString("0.00", CultureInfo.InvariantCulture);
                return $"{Use}. Text on it is {text}, contrast {ratio}:1.";
            }
        }
    }
}
