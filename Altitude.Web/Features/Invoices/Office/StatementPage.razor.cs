using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Invoices.Office;

/// <summary>A customer's account in the office, live; the days stand in the address, and it prints well.</summary>
public sealed partial class StatementPage
{
    private Staff? _staff;
    private Statement? _view;
    private StatementRange _range = StatementRange.Of(null, null);
    private Guid _loaded;
    private bool _isMissing;

    [Parameter]
    public Guid CustomerId { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    public string? From { get; set; }

    [SupplyParameterFromQuery(Name = "through")]
    public string? Through { get; set; }

    [Inject]
    public required StatementQuery Query { get; init; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    private InvoiceTexts Texts => new(_view!.Company.Culture); // Drawn only where there is a view.

    private string ClosingLabel =>
        _view!.Closing.MinorUnits switch // As above.
        {
            > 0 => "They owe",
            < 0 => "In their favour",
            _ => "Nothing is owed",
        };

    /// <summary>Without its sign: the label says whose it is.</summary>
    private Money Standing => _view!.Closing.MinorUnits < 0 ? -_view.Closing : _view.Closing; // As above.

    protected override bool Concerns(FeedEntry entry) => entry.Customer == CustomerId;

    protected override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        _staff = await Current.GetAsync();
        _range = StatementRange.Of(From, Through);
    }

    protected override async Task OnParametersSetAsync()
    {
        var wanted = StatementRange.Of(From, Through);
        if (_loaded != Guid.Empty && (wanted != _range || _loaded != CustomerId))
        {
            _range = wanted;
            await LoadAsync(Closed);
        }
    }

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        _loaded = CustomerId;
        var range = _range;
        var view = await Query.RunAsync(_staff!, new Id<Customer>(CustomerId), range, cancellationToken); // PrepareAsync sets it.
        if (range != _range)
        {
            return; // Other days were chosen meanwhile, and that answer follows.
        }

        (_view, _isMissing) = (view, view is null);
        if (_isMissing)
        {
            AnswerNotFound();
        }
    }

    private void PickFrom(ChangeEventArgs args) => Go(StatementRange.Of(args.Value as string, _range.ThroughText));

    private void PickThrough(ChangeEventArgs args) => Go(StatementRange.Of(_range.FromText, args.Value as string));

    private void Go(StatementRange range) =>
        Navigation.NavigateTo(
            Navigation.GetUriWithQueryParameters(
                $"/office/customers/{CustomerId}/statement",
                new Dictionary<string, object?> { ["from"] = Text(range.FromText), ["through"] = Text(range.ThroughText) }
            )
        );

    private static string? Text(string text) => text.Length == 0 ? null : text;

    private string WordsOf(StatementLine line) => StatementWords.Of(line, Texts, Money);

    private string Money(Money amount) => _view!.Company.Words.Money(amount); // Drawn only where there is a view.
}
