using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Estimates;
using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Estimates.Office;

/// <summary>Begins an estimate for a job: by a press, because looking at an address makes nothing.</summary>
public sealed partial class NewEstimate : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private readonly CancellationToken _closing;
    private RequestKey _key = RequestKey.New(nameof(DraftEstimate));
    private JobToPrice? _job;
    private IReadOnlyList<TemplateRow> _templates = [];
    private string _template = "";
    private ElementReference _make;
    private bool _isRead;
    private bool _isFocused;
    private bool _isActing;
    private string? _refusal;

    public NewEstimate() => _closing = _closed.Token; // The source may be gone when a slow answer comes.

    /// <summary>The job's number.</summary>
    [SupplyParameterFromQuery(Name = "job")]
    public string? Job { get; set; }

    [Inject]
    public required EstimatesQuery Query { get; init; }

    [Inject]
    public required TemplatesQuery Templates { get; init; }

    [Inject]
    public required DraftEstimate Draft { get; init; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        var staff = await Current.GetAsync();
        _job = Job is null ? null : await Query.FindJobAsync(staff, Job, _closing);
        _templates = _job is null ? [] : await Templates.RunAsync(staff, _closing);
        _template = _templates.Count == 1 ? _templates[0].Id.ToString() : ""; // The one that there is, until there are several.
        _isRead = true;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_job is not null && _make.Context is not null && !_isFocused)
        {
            _isFocused = true;
            await _make.FocusAsync(); // The one thing to do here: Enter does it.
        }
    }

    private async Task MakeAsync()
    {
        (_isActing, _refusal) = (true, null);
        try
        {
            var number = await Draft.RunAsync(
                await Current.GetAsync(),
                _job!.Number, // The button stands beside it.
                Guid.TryParse(_template, out var template) ? new Id<EstimateTemplate>(template) : null,
                _key,
                _closing
            );
            Navigation.NavigateTo($"/office/estimates/{number}");
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            (_refusal, _key) = (refused.Message, RequestKey.New(nameof(DraftEstimate)));
        }
        finally
        {
            _isActing = false;
        }
    }
}
