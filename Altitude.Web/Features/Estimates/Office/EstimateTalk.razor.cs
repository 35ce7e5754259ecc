using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Estimates.Office;

/// <summary>What went back and forth about an estimate: the customer's words and the company's, more time, who has seen it, and what each version changed. Shows and calls back.</summary>
public sealed partial class EstimateTalk : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private readonly CancellationToken _closing;
    private string _reply = "";
    private string _through = "";
    private string? _replyRefusal;
    private string? _extendRefusal;
    private bool _isActing;

    public EstimateTalk() => _closing = _closed.Token; // The source may be gone when a slow answer comes.

    [Parameter, EditorRequired]
    public required string Number { get; set; }

    [Parameter, EditorRequired]
    public required EstimateTalkView View { get; set; }

    [Parameter, EditorRequired]
    public required Staff Staff { get; set; }

    /// <summary>Something was done; what is shown has to be read again.</summary>
    [Parameter]
    public EventCallback OnActed { get; set; }

    [Inject]
    public required ReplyOnEstimate Replying { get; init; }

    [Inject]
    public required ExtendEstimate Extending { get; init; }

    private bool MayPrice => Staff.Role.MayPrice();

    private string? WishName =>
        View.Wish switch
        {
            EstimateWish.NewPrice => "Asks for a new price",
            EstimateWish.Changes => "Asks for changes",
            _ => null,
        };

    private IEnumerable<(SentContent Version, SentContent Before)> VersionsWithThoseBefore => View.Versions.Zip(View.Versions.Skip(1));

    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
    }

    private static string DayAfter(DateOnly day) => day.AddDays(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private void TypeThrough(ChangeEventArgs typed) => _through = typed.Value?.ToString() ?? "";

    private async Task ReplyAsync()
    {
        _replyRefusal = await TryAsync(() => Replying.RunAsync(Staff, Number, _reply, RequestKey.New(nameof(ReplyOnEstimate)), _closing));
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

        _extendRefusal = await TryAsync(() => Extending.RunAsync(Staff, Number, through, RequestKey.New(nameof(ExtendEstimate)), _closing));
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
            await OnActed.InvokeAsync();
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
