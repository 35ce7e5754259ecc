using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Invoices.Office;

/// <summary>Begins an invoice of a job, of an approved estimate, or for a customer alone: by a press, because looking at an address makes nothing.</summary>
public sealed partial class NewInvoicePage : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private RequestKey _key = RequestKey.New(nameof(DraftInvoice));
    private InvoiceSource? _source;
    private IReadOnlyList<CustomerToBill> _customers = [];
    private (string?, string?, string?) _asked;
    private ElementReference _make;
    private string _find = "";
    private bool _mayPrice;
    private bool _isRead;
    private bool _isFocused;
    private bool _isActing;
    private string? _refusal;

    /// <summary>The job's number.</summary>
    [SupplyParameterFromQuery(Name = "job")]
    public string? Job { get; set; }

    /// <summary>The estimate's number.</summary>
    [SupplyParameterFromQuery(Name = "estimate")]
    public string? Estimate { get; set; }

    /// <summary>The customer's id.</summary>
    [SupplyParameterFromQuery(Name = "customer")]
    public string? Customer { get; set; }

    /// <summary>On to what is there already: the invoice that waits to be sent, or the draft that is being written.</summary>
    [SupplyParameterFromQuery(Name = "go")]
    public string? Go { get; set; }

    [Inject]
    public required NewInvoiceQuery Query { get; init; }

    [Inject]
    public required DraftInvoice Draft { get; init; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private bool IsAskedFor => (Job ?? Estimate ?? Customer) is not null;

    private string BeginsWith =>
        _source switch
        {
            { EstimateNumber: { } estimate } => $"It begins with the lines of {estimate} that no invoice bills yet.",
            { Estimates: [var only] } => $"It begins with the lines of {only} that no invoice bills yet.",
            { Estimates.Count: > 1 } => "It begins with the lines of the first approved estimate that are not billed yet.",
            { JobNumber: not null } => "Nothing was approved for this job, so that it begins empty.",
            _ => "It stands alone, without a job, and begins empty.",
        };

    private string Back =>
        _source switch
        {
            { EstimateNumber: { } estimate } => $"/office/estimates/{estimate}",
            { JobNumber: { } job } => $"/office/jobs/{job}",
            { CustomerId: var customer } => $"/office/customers/{customer}",
            _ => "/office/invoices",
        };

    private string FoundInWords =>
        _find.Trim().Length == 0 ? ""
        : _customers.Count == 1 ? "1 customer"
        : $"{_customers.Count} customers";

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        var asked = (Job, Estimate, Customer);
        if (_isRead && asked == _asked)
        {
            return;
        }

        _asked = asked;
        var staff = await Current.GetAsync();
        _mayPrice = staff.Role.MayPrice();
        _source = asked switch
        {
            _ when !_mayPrice => null,
            (_, { } estimate, _) => await Query.OfEstimateAsync(staff, estimate, _closed.Token),
            ({ } job, _, _) => await Query.OfJobAsync(staff, job, _closed.Token),
            (_, _, { } customer) when Guid.TryParse(customer, out var id) => await Query.OfCustomerAsync(staff, new Id<Customer>(id), _closed.Token),
            _ => null,
        };
        if (Go is not null && OnwardTo() is { } there)
        {
            Navigation.NavigateTo(there, replace: true);
            return;
        }

        (_isRead, _isFocused) = (true, false);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_source is not null && _make.Context is not null && !_isFocused)
        {
            _isFocused = true;
            await _make.FocusAsync(); // The one thing to do here: Enter does it.
        }
    }

    private string? OnwardTo() =>
        _source switch
        {
            { Unsent: { } number } => $"/office/invoices/{number}?act=send",
            { Drafts: [var draft, ..] } => $"/office/invoices/drafts/{draft}",
            _ => null,
        };

    private async Task FindAsync(string? typed)
    {
        var find = _find = typed ?? "";
        var found = await Query.CustomersAsync(await Current.GetAsync(), find, _closed.Token);
        if (find == _find)
        {
            _customers = found; // Else somebody typed on, and that answer follows.
        }
    }

    private async Task MakeAsync()
    {
        if (_isActing || _source is null)
        {
            return;
        }

        (_isActing, _refusal) = (true, null);
        try
        {
            var staff = await Current.GetAsync();
            var draft = _source switch
            {
                { EstimateNumber: { } estimate } => await Draft.ForEstimateAsync(staff, estimate, _key, _closed.Token),
                { JobNumber: { } job } => await Draft.ForJobAsync(staff, job, _key, _closed.Token),
                _ => await Draft.ForCustomerAsync(staff, _source.CustomerId, _key, _closed.Token),
            };
            Navigation.NavigateTo($"/office/invoices/drafts/{draft}");
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            (_refusal, _key) = (refused.Message, RequestKey.New(nameof(DraftInvoice)));
        }
        finally
        {
            _isActing = false;
        }
    }
}
