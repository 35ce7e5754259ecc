using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Estimates.Office;

/// <summary>What went back and forth about an estimate: the customer's words and the company's, more time, who has seen it, and what each version changed. Live.</summary>
public sealed partial class EstimateTalk
{
    private Staff? _staff;
    private EstimateTalkView? _view;
    private string _reply = "";
    private string _through = "";
    private string? _replyRefusal;
    private string? _extendRefusal;
    private bool _isActing;

    [Parameter, EditorRequired]
    public required string Number { get; set; }

    /// <summary>What it listens for.</summary>
    [Parameter, EditorRequired]
    public required Id<Estimate> Estimate { get; set; }

    [Inject]
    public required EstimateTalkQuery Query { get; init; }

    [Inject]
    public required ReplyOnEstimate Replying { get; init; }

    [Inject]
    public required ExtendEstimate Extending { get; init; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // Prepared first.

    private bool MayPrice => _staff?.Role.MayPrice() == true;

    private string? WishName =>
        _view switch
        {
            { Wish: EstimateWish.NewPrice } => "Asks for a new price",
            { Wish: EstimateWish.Changes } => "Asks for changes",
            _ => null,
        };

    private IEnumerable<(SentContent Version, SentContent Before)> VersionsWithThoseBefore => _view?.Versions.Zip(_view.Versions.Skip(1)) ?? [];

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    protected override bool Concerns(FeedEntry entry) => entry.Subject == Estimate.Value;

    protected override async Task LoadAsync(CancellationToken cancellationToken) => _view = await Query.RunAsync(_staff!, Number, cancellationToken); // Prepared first.

    private static string DayAfter(DateOnly day) => day.AddDays(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private void TypeThrough(ChangeEventArgs typed) => _through = typed.Value?.ToString() ?? "";

    private async Task ReplyAsync()
    {
        _replyRefusal = await TryAsync(() => Replying.RunAsync(_staff!, Number, _reply, RequestKey.New(nameof(ReplyOnEstimate)), Closed)); // Prepared first.
        if (_replyRefusal is null)
        {
            _reply = "";
        }
    }

    private async Task ExtendAsync()
    {
        if (!DateOnly.TryParseExact(_through, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var through))
        {
            _extendRefusal = "Choose the last day of validity from the calendar.";
            return;
        }

        _extendRefusal = await TryAsync(() => Extending.RunAsync(_staff!, Number, through, RequestKey.New(nameof(ExtendEstimate)), Closed)); // Prepared first.
        if (_extendRefusal is null)
        {
            _through = "";
        }
    }

    /// <returns>Why it was refused; null: it was done.</returns>
    private async Task<string?> TryAsync(Func<Task> act)
    {
        _isActing = true;
        try
        {
            await act();
            await LoadAsync(Closed);
            return null;
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            return refused.Message;
        }
        finally
        {
            _isActing = false;
        }
    }
}
