using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Jobs.Office;

/// <summary>Opens a job for a customer.</summary>
public sealed partial class NewJobDialog : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private readonly CancellationToken _closing;
    private readonly RequestKey _key = RequestKey.New(nameof(OpenJob));
    private IReadOnlyList<CustomerChoice> _found = [];
    private IReadOnlyList<PlaceChoice> _places = [];
    private IReadOnlyList<Colleague> _staff = [];
    private CustomerChoice? _customer;
    private string _search = "";
    private string _title = "";
    private string _place = "";
    private string _assignee = "";
    private ElementReference _titleField;
    private bool _isJustChosen;
    private string? _refusal;
    private bool _isActing;

    public NewJobDialog() => _closing = _closed.Token; // The source may be gone when a slow answer comes.

    [Parameter]
    public EventCallback OnClosed { get; set; }

    /// <summary>Id of the customer whom it is for; null, or nobody's: still to be chosen.</summary>
    [Parameter]
    public string? For { get; set; }

    [Inject]
    public required OpenJob Open { get; init; }

    [Inject]
    public required BoardChoices Choices { get; init; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private string NobodyInWords => _search.Trim().Length > 0 ? "No customer of that name." : "There are no customers yet.";

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        _staff = await Choices.StaffAsync(await Current.GetAsync(), _closing);
        await SearchAsync();
        if (Guid.TryParse(For, out var id) && await Choices.CustomerAsync(await Current.GetAsync(), new Id<Customer>(id), _closing) is { } wanted)
        {
            await ChooseAsync(wanted);
        }
    }

    private async Task SearchAsync() => _found = await Choices.CustomersAsync(await Current.GetAsync(), _search, _closing);

    private async Task ChooseAsync(CustomerChoice customer)
    {
        _customer = customer;
        _places = await Choices.PlacesAsync(await Current.GetAsync(), customer.Id, _closing);
        _place = _places.Count == 1 ? _places[0].Id.ToString() : "";
        _isJustChosen = true;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_isJustChosen && _titleField.Context is not null)
        {
            _isJustChosen = false;
            await _titleField.FocusAsync(); // What was pressed is gone, and the focus with it.
        }
    }

    private void ChooseAnother() => _customer = null;

    private async Task OpenAsync()
    {
        if (_customer is null)
        {
            return; // Enter in the search box.
        }

        _isActing = true;
        try
        {
            var number = await Open.RunAsync(
                await Current.GetAsync(),
                new NewJob(
                    _customer.Id,
                    _title,
                    Guid.TryParse(_place, out var place) ? new Id<ServiceLocation>(place) : null,
                    Guid.TryParse(_assignee, out var assignee) ? new Id<StaffMember>(assignee) : null
                ),
                _key,
                _closing
            );
            Navigation.NavigateTo($"/office/jobs/{number}");
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
