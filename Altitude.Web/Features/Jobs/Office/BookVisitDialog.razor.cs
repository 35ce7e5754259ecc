using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Appointments;
using Altitude.Domain.Workspaces;
using Altitude.Web.Components;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Jobs.Office;

/// <summary>Books a visit: the act that leads to Scheduled.</summary>
public sealed partial class BookVisitDialog : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private readonly CancellationToken _closing;
    private readonly RequestKey _key = RequestKey.New(nameof(BookVisit));
    private string _title = "";
    private WorkspaceView? _company;
    private VisitTimeForm? _time;
    private string _technician = "";
    private string? _refusal;
    private bool _isActing;

    public BookVisitDialog() => _closing = _closed.Token; // The source may be gone when a slow answer comes.

    /// <summary>The job's number.</summary>
    [Parameter, EditorRequired]
    public required string Number { get; set; }

    [Parameter, EditorRequired]
    public required string Title { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<Colleague> Staff { get; set; }

    [Parameter]
    public EventCallback OnClosed { get; set; }

    [Inject]
    public required BookVisit Book { get; init; }

    [Inject]
    public required BoardChoices Choices { get; init; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        _title = Title;
        _company = await Current.GetWorkspaceAsync(_closing);
        var morning = await Choices.NextMorningAsync(await Current.GetAsync(), _closing);
        _time = VisitTimeForm.Of(WallTime.Instants(morning, _company.Zone)[0], TimeSpan.FromHours(1), arrival: null, _company.Zone); // Nowhere do clocks skip nine.
    }

    private async Task BookAsync()
    {
        if (_isActing || _time is not { Time: var time })
        {
            return;
        }

        (_isActing, _refusal) = (true, null);
        try
        {
            await Book.RunAsync(
                await Current.GetAsync(),
                Number,
                new NewVisit(
                    _title,
                    time.Start,
                    time.Length,
                    time.Arrival,
                    Guid.TryParse(_technician, out var technician) ? new Id<StaffMember>(technician) : null,
                    time.Offset
                ),
                _key,
                _closing
            );
            await OnClosed.InvokeAsync();
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            _refusal = refused.Message;
        }
        finally
        {
            _isActing = false;
        }
    }
}
