using Altitude.Data;
using Altitude.Domain;
using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Estimates.Office;

/// <summary>Begins an estimate for a job: by a press, because looking at an address makes nothing.</summary>
public sealed partial class NewEstimate : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private readonly RequestKey _key = RequestKey.New(nameof(DraftEstimate));
    private JobToPrice? _job;
    private ElementReference _make;
    private bool _isRead;
    private bool _isFocused;
    private bool _isActing;
    private string? _refusal;

    /// <summary>The job's number.</summary>
    [SupplyParameterFromQuery(Name = "job")]
    public string? Job { get; set; }

    [Inject]
    public required EstimatesQuery Query { get; init; }

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
        _job = Job is null ? null : await Query.FindJobAsync(await Current.GetAsync(), Job, _closed.Token);
        _isRead = true;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_job is not null && !_isFocused)
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
            var number = await Draft.RunAsync(await Current.GetAsync(), _job!.Number, _key, _closed.Token); // The button stands beside it.
            Navigation.NavigateTo($"/office/estimates/{number}");
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
