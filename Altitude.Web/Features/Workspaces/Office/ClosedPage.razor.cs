using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Workspaces.Office;

/// <summary>What an owner of a closed company finds in place of the office: the way back, and the company's data.</summary>
public sealed partial class ClosedPage
{
    private StaffSignIn? _who;
    private ExportsView? _view;
    private string? _refusal;

    [CascadingParameter]
    public required HttpContext Context { get; set; }

    [Inject]
    public required StaffSessions Sessions { get; init; }

    [Inject]
    public required ExportsQuery Query { get; init; }

    [Inject]
    public required AskForExport Ask { get; init; }

    [Inject]
    public required ReopenCompany Reopen { get; init; }

    [Inject]
    public required EndStaffSession End { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private bool IsOver => _view!.EndsAt <= _view.Now; // Drawn only where there is a view; so below.

    private string Until => _view!.EndsAt is { } ends ? _view.Company.Words.Instant(ends, _view.Now) : "";

    /// <summary>Names of the forms that are not on the page as it is.</summary>
    private IEnumerable<string> Undrawn =>
        _view is null
            ? ["reopen", "ask-for-export", "leave"]
            : (IsOver, _view.IsUnderWay) switch
            {
                (true, true) => ["reopen", "ask-for-export"],
                (true, false) => ["reopen"],
                (false, true) => ["ask-for-export"],
                _ => [],
            };

    protected override async Task OnInitializedAsync()
    {
        _who = await OfficeDoor.FindAsync(Context, Sessions);
        if (_who is not { IsShut: true })
        {
            Navigation.NavigateTo("/office/sign-in"); // Its door leads on.
            return;
        }

        await LookAsync();
    }

    private async Task LookAsync()
    {
        try
        {
            _view = await Query.RunAsync(_who!.Staff, Context.RequestAborted); // Asked above.
        }
        catch (RuleViolation refused) when (AccessRules.IsAccess(refused.Rule))
        {
            Navigation.NavigateTo("/office/sign-in"); // Opened again, or signed out, a moment ago.
        }
    }

    private Task ReopenAsync() =>
        ActAsync(async who =>
        {
            await Reopen.RunAsync(who.Staff, RequestKey.New("reopen-company"), Context.RequestAborted);
            Navigation.NavigateTo(OfficeStart.Of(who.Staff.Role));
        });

    private Task AskAsync() =>
        ActAsync(async who =>
        {
            await Ask.RunAsync(who.Staff, RequestKey.New("ask-for-export"), Context.RequestAborted);
            Navigation.NavigateTo(OfficeDoor.Closed);
        });

    private Task LeaveAsync() =>
        ActAsync(async who =>
        {
            await End.RunAsync(who.Staff, who.Staff.Session, Context.RequestAborted);
            Context.Response.Cookies.Delete(Cookies.Office(Context.Request), Cookies.Options(Context.Request, lasts: null));
            Navigation.NavigateTo("/office/sign-in");
        });

    private async Task ActAsync(Func<StaffSignIn, Task> act)
    {
        if (_who is not { IsShut: true } who)
        {
            return;
        }

        try
        {
            await act(who);
        }
        catch (RuleViolation refused) when (AccessRules.IsAccess(refused.Rule))
        {
            Navigation.NavigateTo("/office/sign-in");
        }
        catch (RuleViolation refused)
        {
            Refusals.Count(refused);
            _refusal = refused.Message;
            Context.Response.StatusCode = StatusCodes.Status409Conflict;
            await LookAsync();
        }
    }

    private void Stale() => Navigation.NavigateTo(OfficeDoor.Closed);

    private bool IsKept(ExportView export) => export.ReadyAt is not null && _view!.Now < export.ExpiresAt;

    private string When(ExportView export) => _view!.Company.Words.Moment(export.AskedAt, _view.Now);
}
