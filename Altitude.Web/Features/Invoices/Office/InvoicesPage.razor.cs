using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Components;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Invoices.Office;

/// <summary>The company's invoices: what is owed first, with its sums; live, with choices that stand in the address.</summary>
public sealed partial class InvoicesPage
{
    private Staff? _staff;
    private InvoicesView? _list;
    private InvoiceFilter _filter = InvoiceFilter.Of(null, null);
    private string _typed = "";
    private TypedAddress _address = new("");
    private int _take = InvoicesQuery.Page;

    [SupplyParameterFromQuery(Name = "status")]
    public string? Status { get; set; }

    [SupplyParameterFromQuery(Name = "find")]
    public string? Find { get; set; }

    [Inject]
    public required InvoicesQuery Query { get; init; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    private bool MayPrice => _staff?.Role.MayPrice() == true;

    private string ElsewhereAddress => (_filter with { Group = InvoiceGroup.All }).Address;

    private string InWords => _list!.HasMore ? $"The first {_list.Rows.Count}" : _list.Company.Words.Count(_list.Rows.Count, "invoice"); // Drawn once it is there.

    private string EmptyInWords =>
        _filter.Find.Trim().Length > 0
            ? "None of these has that number, customer or job."
            : _filter.Group switch
            {
                InvoiceGroup.ToBePaid => "Nobody owes anything. What is issued shows up here at once.",
                InvoiceGroup.Overdue => "Nothing is overdue.",
                InvoiceGroup.PartiallyPaid => "No invoice is paid in part.",
                InvoiceGroup.Draft => "No invoice is being written.",
                InvoiceGroup.Paid => "No invoice is paid yet.",
                InvoiceGroup.Refunded => "Nothing was refunded.",
                InvoiceGroup.Void => "No invoice was voided.",
                _ => "No invoices yet. One is made with an approval that asks for a deposit, or by you, from a job, an estimate or a customer.",
            };

    protected override bool Concerns(FeedEntry entry) =>
        entry.Kind.StartsWith("invoice", StringComparison.Ordinal) || entry.Kind is "customer.merged" or "job.renamed";

    protected override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        _staff = await Current.GetAsync();
        Take(InvoiceFilter.Of(Status, Find));
        _address = new(_filter.Address);
    }

    /// <summary>Another address of the same page: back, forward, a link.</summary>
    protected override async Task OnParametersSetAsync()
    {
        var wanted = InvoiceFilter.Of(Status, Find);
        if (_address.IsWish(wanted.Address, _filter.Address))
        {
            Take(wanted);
            await LoadAsync(Closed);
        }
    }

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var (filter, take) = (_filter, _take);
        var list = await Query.RunAsync(_staff!, filter, take, cancellationToken); // PrepareAsync sets it.
        if (filter == _filter && take == _take)
        {
            _list = list; // Else somebody typed on, and that answer follows.
        }
    }

    private void Take(InvoiceFilter filter) => (_filter, _typed, _take) = (filter, filter.Find, InvoicesQuery.Page);

    private Task SearchAsync(string? typed)
    {
        var text = typed ?? "";
        var filter = InvoiceFilter.Of(_filter.Value, text);
        (_filter, _typed, _take) = (filter, text, InvoicesQuery.Page);
        _address.Write(filter.Address);
        Navigation.NavigateTo(filter.Address, replace: true);
        return LoadAsync(Closed);
    }

    private Task PickAsync(ChangeEventArgs picked)
    {
        Take(InvoiceFilter.Of(picked.Value as string, _filter.Find));
        Navigation.NavigateTo(_filter.Address);
        return LoadAsync(Closed);
    }

    private Task ShowMoreAsync()
    {
        _take = Math.Min(_take * 2, InvoicesQuery.Most);
        return LoadAsync(Closed);
    }

    private static string AddressOf(InvoiceGroup group) => new InvoiceFilter(group, "").Address;

    private string? CurrentOf(InvoiceGroup group) => _filter.Group == group ? "true" : null;

    private string AmountOf(InvoiceSum sum) => _list!.Company.Words.Money(sum.Amount) + (sum.IsMore ? "+" : ""); // Drawn once it is there.

    private string CountOf(InvoiceSum sum) =>
        _list!.Company.Words.Count(sum.Count, "invoice").Replace(" ", sum.IsMore ? "+ " : " ", StringComparison.Ordinal); // As above.

    private string DayOf(DateOnly day) => _list!.Company.Words.Day(day, _list.Today.Year); // As above.

    private string RestOf(InvoiceRow row) => row.Balance.MinorUnits == 0 ? "" : _list!.Company.Words.Money(row.Balance); // As above.
}
