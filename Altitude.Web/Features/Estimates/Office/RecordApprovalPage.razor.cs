using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Estimates.Office;

/// <summary>Writes down an approval given on paper, by phone or in person: the act that leads to Approved. Live, because the customer may be quicker.</summary>
public sealed partial class RecordApprovalPage
{
    private static readonly (ConsentKind Kind, string Name)[] Ways =
    [
        (ConsentKind.Phone, "By phone"),
        (ConsentKind.Paper, "On paper"),
        (ConsentKind.InPerson, "In person"),
    ];

    private readonly HashSet<string> _ticked = [];
    private Staff? _staff;
    private WorkspaceView? _company;
    private EstimateView? _view;
    private IReadOnlyList<OpenEstimate>? _open;
    private DocumentHash _shown;
    private RequestKey _key = RequestKey.New(nameof(RecordApproval));
    private ConsentKind _kind = ConsentKind.Phone;
    private DateOnly _day;
    private TimeOnly _time;
    private string _package = "";
    private string _name = "";
    private string _note = "";
    private RuleViolation? _refusal;
    private bool _isActing;

    /// <summary>The estimate's; null: <see cref="Job"/> says where to look.</summary>
    [Parameter]
    public string? Number { get; set; }

    /// <summary>The job's number.</summary>
    [SupplyParameterFromQuery(Name = "job")]
    public string? Job { get; set; }

    [Inject]
    public required EstimatePageQuery Query { get; init; }

    [Inject]
    public required OpenEstimatesQuery Waiting { get; init; }

    [Inject]
    public required RecordApproval Recording { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // Prepared first.

    private bool MayRecord => _staff?.Role.MayPrice() == true;

    private bool CanBeRecorded => MayRecord && _view?.State is (EstimateState.Sent or EstimateState.Expired);

    private IReadOnlyList<string> Packages => _view!.Sent!.Content.Packages; // Drawn only where there is one.

    private string Package => _view!.Sent!.Content is var content && content.Offers(_package) ? _package : content.FirstPackage; // As above.

    private IReadOnlyList<LineItem> Options => [.. _view!.Sent!.Content.Lines.Where(l => l.IsOptional)]; // Drawn only where there is one.

    private EstimateTotals Totals => _view!.Sent!.Content.Totals(_ticked, Package); // As above.

    private string EmptyInWords =>
        Job is null ? "There is no such estimate, or it was never sent." : $"{Job} has no estimate that waits for an answer. Send one first.";

    protected override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        _staff = await Current.GetAsync();
        _company = await Current.GetWorkspaceAsync(cancellationToken);
    }

    protected override bool Concerns(FeedEntry entry) => _view is null || entry.Subject == _view.Id.Value;

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (Number is null)
        {
            _open = Job is null ? [] : await Waiting.RunAsync(_staff!, Job, cancellationToken); // Prepared first.
            if (_open is [var only])
            {
                Navigation.NavigateTo($"/office/estimates/{only.Number}/approval", replace: true);
            }

            return;
        }

        await ReadAsync(Number, cancellationToken);
    }

    protected override Task OnParametersSetAsync() =>
        _staff is not null && Number is not null && _view?.Number != Number ? ReadAsync(Number, Closed) : Task.CompletedTask;

    private async Task ReadAsync(string number, CancellationToken cancellationToken)
    {
        var isFirst = _view?.Number != number;
        _view = await Query.RunAsync(_staff!, number, cancellationToken); // Prepared first.
        if (_view is not { Sent: { } sent })
        {
            (_view, _open) = (null, []);
            AnswerNotFound();
            return;
        }

        if (isFirst)
        {
            _shown = sent.DocumentHash;
            var now = TimeZoneInfo.ConvertTime(_view.Now, _view.Company.Zone).DateTime;
            (_day, _time) = (DateOnly.FromDateTime(now), new TimeOnly(now.Hour, now.Minute));
        }
    }

    private void TakeNew()
    {
        _shown = _view!.Sent!.DocumentHash; // The button stands beside it.
        _ticked.IntersectWith(Options.Select(o => o.Key));
    }

    private void Tick(string key)
    {
        if (!_ticked.Remove(key))
        {
            _ticked.Add(key);
        }
    }

    private async Task RecordAsync()
    {
        (_isActing, _refusal) = (true, null);
        try
        {
            await Recording.RunAsync(
                _staff!, // Prepared first, and so the next.
                _view!.Number,
                new ApprovalToRecord(_shown.Hex, _ticked, Totals.Total.MinorUnits, _name, _kind, _day.ToDateTime(_time), _note, Package),
                _key,
                Closed
            );
            Navigation.NavigateTo($"/office/estimates/{_view.Number}");
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            (_refusal, _key) = (refused, RequestKey.New(nameof(RecordApproval)));
        }
        finally
        {
            _isActing = false;
        }
    }

    private string? IsAbout(string rule) => _refusal?.Rule == rule ? "true" : null;

    private string? DescribedBy(string rule) => _refusal?.Rule == rule ? "approval-error" : null;
}
