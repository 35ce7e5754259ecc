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

/// <summary>The company's colours, chosen beside the real portal page and mail.</summary>
public sealed partial class BrandPage
{
    private Staff? _staff;
    private BrandKit _present = BrandKit.Default;
    private BrandChoice? _choice;
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
    private BrandKit Shown => _choice?.Or(_present) ?? _present;

    private string PortalPreviewAddress => BrandChoice.PreviewOf("portal", Shown);
    private string MailPreviewAddress => BrandChoice.PreviewOf("mail", Shown);

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
        var brand = (await Current.GetWorkspaceAsync(cancellationToken)).Brand;
        if (_choice is null || !IsChanged)
        {
            _choice = BrandChoice.Of(brand); // Whoever is choosing keeps their choice when a colleague saves.
        }

        _present = brand;
    }

    private void SetScheme(ChangeEventArgs args) => Set(_choice! with { Scheme = args.Value as string });

    private void SetCorners(ChangeEventArgs args) => Set(_choice! with { Corners = args.Value as string });

    private void SetMailFooter(ChangeEventArgs args) => Set(_choice! with { MailFooter = args.Value as string });

    private void Forget() => Set(BrandChoice.Of(_present));

    private void Set(BrandChoice choice) => (_choice, _saved, _refused) = (choice, null, null);

    private async Task SaveAsync()
    {
        if (_isSaving || _choice is null)
        {
            return;
        }

        (_isSaving, _refused, _saved) = (true, null, null);
        try
        {
            await Change.RunAsync(_staff!, _choice, RequestKey.New("change-brand-kit"), Closed); // The form is drawn for somebody.
            _present = _choice.ToKit();
            _choice = BrandChoice.Of(_present);
            _saved = "Saved";
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            _refused = refused;
        }
        finally
        {
            _isSaving = false;
        }
    }

    private string? Mark(string rule) => _refused?.Rule == rule ? "true" : null;

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
