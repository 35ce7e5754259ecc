using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Appointments;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Jobs.Office;

/// <summary>Books a visit: the act that leads to Scheduled.</summary>
public sealed partial class BookVisitDialog : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private readonly RequestKey _key = RequestKey.New(nameof(BookVisit));
    private string _title = "";
    private DateOnly _day;
    private TimeOnly _start = new(9, 0);
    private TimeOnly _end = new(10, 0);
    private TimeOnly _latest = new(11, 0);
    private string _technician = "";
    private string? _refusal;
    private bool _isActing;

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
        _day = DateOnly.FromDateTime(await Choices.NextMorningAsync(await Current.GetAsync(), _closed.Token));
    }

    private async Task BookAsync()
    {
        _isActing = true;
        try
        {
            await Book.RunAsync(
                await Current.GetAsync(),
                Number,
                new NewVisit(
                    _title,
                    _day.ToDateTime(_start),
                    _end - _start is var length && _end > _start ? length : TimeSpan.Zero,
                    new TimeWindow(_start, _latest > _start ? _latest : _start),
                    Guid.TryParse(_technician, out var technician) ? new Id<StaffMember>(technician) : null
                ),
                _key,
                _closed.Token
            );
            await OnClosed.InvokeAsync();
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            _refusal = refused.Message;
        }
        finally
        {
            _isActing = false;
        }
    }
}
