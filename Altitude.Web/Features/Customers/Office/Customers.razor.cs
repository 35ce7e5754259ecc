using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Components;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Altitude.Web.Features.Customers.Office;

/// <summary>The customers of the company, by name, found as one types.</summary>
public sealed partial class Customers
{
    private const string Searched = "q";
    private Staff? _staff;
    private CustomerList? _list;
    private string _search = "";
    private bool _isAdding;
    private int _take = CustomerListQuery.Page;
    private TypedAddress _address = new("");

    /// <summary>What is searched for stands in the address: it outlives a reload, and coming back from a customer.</summary>
    [SupplyParameterFromQuery(Name = Searched)]
    public string? Query { get; set; }

    /// <summary>Present: somebody was led here to add one.</summary>
    [SupplyParameterFromQuery(Name = "new")]
    public string? New { get; set; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required CustomerListQuery List { get; init; }

    [Inject]
    public required RegisterCustomer Register { get; init; }

    [Inject]
    public required IDialogService Dialogs { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    private bool MayAdd => _staff?.Role.MayGiveAccess() == true;

    private string EmptyInWords =>
        _search.Length == 0
            ? "No customers yet. Write one down, or make a request from your form into a job."
            : "Nobody has that name, phone number or address.";

    protected override bool Concerns(FeedEntry entry) =>
        entry.Kind.StartsWith("customer.", StringComparison.Ordinal)
        || entry.Kind.StartsWith("contact.", StringComparison.Ordinal)
        || entry.Kind.StartsWith("job.", StringComparison.Ordinal);

    protected override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        _search = Query ?? "";
        _address = new(_search);
        _staff = await Current.GetAsync();
    }

    protected override async Task OnParametersSetAsync()
    {
        var asked = Query ?? "";
        if (_address.IsWish(asked, _search))
        {
            (_search, _take) = (asked, CustomerListQuery.Page);
            await LoadAsync(Closed);
        }
    }

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var (search, take) = (_search, _take);
        var list = await List.RunAsync(_staff!, search, take, cancellationToken); // PrepareAsync sets it.
        if (search == _search && take == _take)
        {
            _list = list; // Else somebody typed on, and that answer follows.
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender && New is not null && MayAdd)
        {
            await AddAsync();
        }
    }

    private Task SearchAsync(string? typed)
    {
        (_search, _take) = (typed ?? "", CustomerListQuery.Page);
        _address.Write(_search);
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(Searched, _search.Length == 0 ? null : _search), replace: true);
        return LoadAsync(Closed);
    }

    private Task ShowMoreAsync()
    {
        _take = Math.Min(_take * 2, CustomerListQuery.Most);
        return LoadAsync(Closed);
    }

    private async Task AddAsync()
    {
        if (_isAdding)
        {
            return; // A second press comes before the first has opened its dialog.
        }

        _isAdding = true;
        var parameters = new DialogParameters<CustomerDialog>
        {
            { d => d.Save, wanted => Register.RunAsync(_staff!, wanted, RequestKey.New("register-customer"), Closed) }, // The button shows once it is set.
        };
        DialogResult? end;
        try
        {
            var dialog = await Dialogs.ShowAsync<CustomerDialog>("New customer", parameters);
            end = await dialog.Result;
        }
        finally
        {
            _isAdding = false;
        }

        if (end is { Canceled: false, Data: Id<Domain.Customers.Customer> added })
        {
            Navigation.NavigateTo($"/office/customers/{added}");
        }
    }

    private static string PathOf(CustomerLine line) => $"/office/customers/{line.Id}";
}
