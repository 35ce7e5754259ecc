using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Workspaces.Office;

/// <summary>Where an owner has all of the company's data packed, sees how far that is, and fetches it.</summary>
public sealed partial class ExportPage
{
    private Staff? _staff;
    private ExportsView? _view;
    private RuleViolation? _refused;
    private bool _isAsking;

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required ExportsQuery Query { get; init; }

    [Inject]
    public required AskForExport Ask { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    private bool MayTakeAway => _staff?.Role.May(Permission.TakeAway) == true;

    protected override bool Concerns(FeedEntry entry) => entry.Kind.StartsWith("export.", StringComparison.Ordinal);

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (MayTakeAway)
        {
            _view = await Query.RunAsync(_staff!, cancellationToken); // PrepareAsync sets it.
        }
    }

    private async Task AskAsync()
    {
        (_isAsking, _refused) = (true, null);
        try
        {
            await Ask.RunAsync(_staff!, RequestKey.New("ask-for-export"), Closed); // The form is drawn for somebody.
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            _refused = refused;
        }
        finally
        {
            _isAsking = false;
        }
    }

    private bool IsKept(ExportView export) => export.ReadyAt is not null && _view!.Now < export.ExpiresAt; // Asked of what it shows.

    private string When(DateTimeOffset at) => _view!.Company.Words.Moment(at, _view.Now); // As above.

    private string StateOf(ExportView export) =>
        export.ReadyAt is null ? (export.Percent == 0 ? "Waiting" : string.Create(CultureInfo.InvariantCulture, $"Being made, {export.Percent} %"))
        : IsKept(export) ? "Ready"
        : "No longer kept";

    private string ToneOf(ExportView export) =>
        export.ReadyAt is null ? "waiting"
        : IsKept(export) ? "good"
        : "";

    private string About(ExportView export) =>
        export.ReadyAt is null ? $"Asked for by {export.By}"
        : IsKept(export) ? $"Asked for by {export.By}, {SizeOf(export.Size)}, kept until {When(export.ExpiresAt!.Value)}" // Ready: it has one.
        : $"Asked for by {export.By}";

    private string SizeOf(long bytes) =>
        bytes < 1_000_000
            ? string.Create(_view!.Company.Culture, $"{Math.Max(1, bytes / 1_000):N0} kB")
            : string.Create(_view!.Company.Culture, $"{bytes / 1_000_000d:N1} MB");
}
