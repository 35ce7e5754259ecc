using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Notifications.Office;

/// <summary>What the program does by itself for the company: each sweep's last run, what it did, and when it runs next.</summary>
public sealed partial class BackgroundPage
{
    private Staff? _staff;
    private SweepsView? _view;
    private RuleViolation? _refused;
    private bool _isActing;
    private string? _said;

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required SweepsQuery Query { get; init; }

    [Inject]
    public required RunSweepNow RunNow { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    private bool MayOperate => _staff?.Role.MayOperate() == true;

    private string OutboxSaid =>
        _view!.Waiting == 0 ? "Nothing waits in the outbox." // Drawn once it is read.
        : _view.Waiting >= SweepsQuery.MostCounted ? $"More than {_view.Company.Words.Count(SweepsQuery.MostCounted, "task")} are due."
        : $"{_view.Company.Words.Count(_view.Waiting, "task")} due"
            + (_view.Failing > 0 ? $", of which {_view.Failing.ToString(CultureInfo.InvariantCulture)} broke off before." : ".");

    protected override bool Concerns(FeedEntry entry) => entry.Kind.StartsWith("sweep.", StringComparison.Ordinal);

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (MayOperate)
        {
            _view = await Query.RunAsync(_staff!, cancellationToken); // PrepareAsync sets it.
        }
    }

    private string LastOf(SweepRow row) => row.RanAt is { } at ? _view!.Company.Words.Instant(at, _view.Now) : "Not yet"; // Drawn once it is read.

    private static string DidOf(SweepRow row) =>
        row.RanAt is null ? ""
        : row.Did.Count == 0 ? "Nothing was due"
        : Counted(row.Did);

    /// <summary>What it did when it last had something to do, where that was another run.</summary>
    private string ActedOf(SweepRow row) =>
        row.ActedAt is { } at && at != row.RanAt ? $"Last time: {Counted(row.Acted)}, {_view!.Company.Words.Instant(at, _view.Now)}" : ""; // As above.

    private string NextOf(SweepRow row) =>
        row.NextAt is not { } at ? "Nothing to look at yet"
        : at <= _view!.Now ? "Now" // As above.
        : _view.Company.Words.Instant(at, _view.Now);

    private static string Counted(IReadOnlyDictionary<string, int> did) =>
        string.Join(", ", did.Select(d => $"{d.Value.ToString("N0", CultureInfo.InvariantCulture)} {d.Key}"));

    private async Task RunAsync(SweepRow row)
    {
        if (_isActing)
        {
            return;
        }

        (_isActing, _refused, _said) = (true, null, null);
        try
        {
            await RunNow.RunAsync(_staff!, row.Sweep.Kind, RequestKey.New("run-sweep-now"), Closed); // Drawn for somebody.
            _said = $"{row.Sweep.Name} runs now.";
            await LoadAsync(Closed);
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            _refused = refused;
        }
        finally
        {
            _isActing = false;
        }
    }
}
