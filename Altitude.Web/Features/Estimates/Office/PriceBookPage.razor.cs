using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Estimates.Office;

/// <summary>The company's price book, live; owner and admin change it, everybody looks.</summary>
public sealed partial class PriceBookPage
{
    private Staff? _staff;
    private PriceBookView? _book;
    private PriceForm? _entry;
    private PriceRow? _undo;
    private string _search = "";
    private string _category = "";
    private bool _withRetired;
    private bool _isActing;
    private string? _refusal;
    private int _take = PriceBookQuery.Page;

    [Inject]
    public required PriceBookQuery Query { get; init; }

    [Inject]
    public required OfferPriceItem Offer { get; init; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // Prepared first.

    private bool MayChange => _staff?.Role.MayControl() == true;

    private string EmptyInWords =>
        _search.Length > 0 || _category.Length > 0 ? "Nothing of that kind is in the book."
        : MayChange ? "Nothing yet. What stands here is offered while lines are written."
        : "Nothing yet. An owner or admin fills it.";

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    protected override bool Concerns(FeedEntry entry) => entry.Kind.StartsWith("price-item.", StringComparison.Ordinal);

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        var (search, category, take) = (_search, _category, _take);
        var book = await Query.RunAsync(_staff!, search, category.Length == 0 ? null : category, _withRetired, take, cancellationToken); // Prepared first.
        if (search == _search && category == _category && take == _take)
        {
            _book = book; // Else somebody typed on, and that answer follows.
        }
    }

    private Task ReloadAsync() => LoadAsync(Closed);

    private Task SearchAsync(string? typed)
    {
        (_search, _take) = (typed ?? "", PriceBookQuery.Page);
        return LoadAsync(Closed);
    }

    private Task ShowMoreAsync()
    {
        _take = Math.Min(_take * 2, PriceBookQuery.Most);
        return LoadAsync(Closed);
    }

    private void Add() => _entry = new PriceForm();

    private void Change(PriceRow row) => _entry = PriceForm.Of(row, _book!.Company.Culture); // A row stands in a book.

    private Task CloseAsync()
    {
        _entry = null;
        return LoadAsync(Closed);
    }

    private async Task OfferAsync(PriceRow row, bool isOffered)
    {
        (_isActing, _refusal) = (true, null);
        try
        {
            await Offer.RunAsync(_staff!, row.Id, isOffered, RequestKey.New(nameof(OfferPriceItem)), Closed); // Prepared first.
            _undo = isOffered ? null : row;
            await LoadAsync(Closed);
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

    private Task UndoAsync() => _undo is { } row ? OfferAsync(row, isOffered: true) : Task.CompletedTask;
}
