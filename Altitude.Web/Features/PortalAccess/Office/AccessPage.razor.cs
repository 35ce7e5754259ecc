using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Web.Components;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Altitude.Web.Features.PortalAccess.Office;

/// <summary>Every way into the portal: links and sessions with their state as it changes, what may be done about them, and invitations of many.</summary>
public sealed partial class AccessPage
{
    private static readonly (string Show, string Name)[] Shows =
    [
        (AccessFilter.Links, "Links"),
        (AccessFilter.Sessions, "Sessions"),
        (AccessFilter.Invitations, "Invitations"),
    ];

    private Staff? _staff;
    private AccessFilter _filter = AccessFilter.Of(null, null, null);
    private TypedAddress _address = new("");
    private string _typed = "";
    private AccessList<LinkRow>? _links;
    private AccessList<SessionRow>? _sessions;
    private readonly Stack<AccessPlace?> _pages = new();
    private AccessPlace? _after;
    private IDisposable? _looks;
    private bool _isActing;

    [SupplyParameterFromQuery(Name = "show")]
    public string? Show { get; set; }

    [SupplyParameterFromQuery(Name = "state")]
    public string? State { get; set; }

    [SupplyParameterFromQuery(Name = "find")]
    public string? Find { get; set; }

    [Inject]
    public required AccessListQuery Query { get; init; }

    [Inject]
    public required LinkLooks Looks { get; init; }

    [Inject]
    public required IssueSetupLink Issue { get; init; }

    [Inject]
    public required MintLinkSecret Mint { get; init; }

    [Inject]
    public required ResendSetupLink Resend { get; init; }

    [Inject]
    public required RevokeSetupLink Revoke { get; init; }

    [Inject]
    public required RevokeAccess RevokeAll { get; init; }

    [Inject]
    public required EndPortalSession End { get; init; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required IDialogService Dialogs { get; init; }

    [Inject]
    public required ISnackbar Snackbar { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    private bool MayGive => _staff?.Role.MayGiveAccess() == true;
    private bool MayControl => _staff?.Role.MayControl() == true;
    private bool IsLinks => _filter.Show == AccessFilter.Links;
    private AccessPlace? Next => IsLinks ? _links?.Next : _sessions?.Next;
    private WorkspaceView? Company => IsLinks ? _links?.Company : _sessions?.Company;
    private DateTimeOffset Now => (IsLinks ? _links?.Now : _sessions?.Now) ?? default;

    private IEnumerable<(string Value, string Name)> States =>
        IsLinks ? AccessFilter.Standings.Select(s => (s.Value, s.Name)) : [("signed-in", "Signed in now")];

    private string InWords
    {
        get
        {
            var count = IsLinks ? _links?.Rows.Count : _sessions?.Rows.Count;
            var what = IsLinks ? "link" : "session";
            return count is { } n && Company is { } company
                ? company.Words.Count(n, what) + (Next is not null || _pages.Count > 0 ? " on this page" : "")
                : "";
        }
    }

    private string EmptyInWords =>
        _filter.Find.Trim().Length > 0 ? "Nothing of a customer with that name, number or address."
        : _filter.State.Length > 0 ? "None stands like that now."
        : IsLinks ? "No link was issued yet. One goes out with the first estimate, or from a customer's page."
        : "Nobody has signed in yet.";

    protected override bool Concerns(FeedEntry entry) =>
        entry.Kind.StartsWith("link.", StringComparison.Ordinal)
        || entry.Kind.StartsWith("session.", StringComparison.Ordinal)
        || entry.Kind is "access.revoked" or "workspace.changed" or "contact.removed" or "customer.merged" or "mail.sent";

    protected override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        _staff = await Current.GetAsync();
        Take(AccessFilter.Of(Show, State, Find));
        _address = new(_filter.Address);
        if (RendererInfo.IsInteractive && MayGive)
        {
            _looks = Looks.Listen(_staff.WorkspaceId, () => _ = InvokeAsync(LookAsync)); // From the line between nodes, which does not wait for this page.
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        var wanted = AccessFilter.Of(Show, State, Find);
        if (_address.IsWish(wanted.Address, _filter.Address))
        {
            Take(wanted);
            await LoadAsync(Closed);
        }
    }

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (!MayGive || _filter.Show == AccessFilter.Invitations)
        {
            return;
        }

        var (filter, after) = (_filter, _after);
        if (IsLinks)
        {
            var links = await Query.LinksAsync(_staff!, filter, after, cancellationToken); // PrepareAsync sets it.
            if (filter == _filter && after == _after)
            {
                _links = links; // Else somebody went on, and that answer follows.
            }
        }
        else
        {
            var sessions = await Query.SessionsAsync(_staff!, filter, after, cancellationToken); // As above.
            if (filter == _filter && after == _after)
            {
                _sessions = sessions;
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _looks?.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task LookAsync()
    {
        if (Closed.IsCancellationRequested)
        {
            return;
        }

        try
        {
            await LoadAsync(Closed);
            StateHasChanged();
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            await DispatchExceptionAsync(failed);
        }
    }

    private void Take(AccessFilter filter)
    {
        (_filter, _typed, _after) = (filter, filter.Find, null);
        _pages.Clear();
    }

    private Task SearchAsync(string? typed)
    {
        var text = typed ?? "";
        Take(AccessFilter.Of(_filter.Show, _filter.State, text));
        _typed = text;
        _address.Write(_filter.Address);
        Navigation.NavigateTo(_filter.Address, replace: true);
        return LoadAsync(Closed);
    }

    private Task PickAsync(ChangeEventArgs picked)
    {
        Take(AccessFilter.Of(_filter.Show, picked.Value as string, _filter.Find));
        Navigation.NavigateTo(_filter.Address);
        return LoadAsync(Closed);
    }

    private Task OnAsync()
    {
        _pages.Push(_after);
        _after = Next;
        return LoadAsync(Closed);
    }

    private Task BackAsync()
    {
        _after = _pages.Count > 0 ? _pages.Pop() : null;
        return LoadAsync(Closed);
    }

    private Task CopyAsync(LinkRow row) => HandOverAsync(row, LinkChannel.Copied);

    private Task ShowCodeAsync(LinkRow row) => HandOverAsync(row, LinkChannel.Shown);

    private Task HandOverAsync(LinkRow row, LinkChannel channel) =>
        ActAsync(async () =>
        {
            var address = await Mint.RunAsync(_staff!, row.Id, channel, Closed); // PrepareAsync sets it.
            await Dialogs.ShowAsync<LinkDialog>(
                channel == LinkChannel.Copied ? "Setup link" : "Scan to open the portal",
                new DialogParameters<LinkDialog>
                {
                    { d => d.Address, address },
                    { d => d.ContactName, row.Contact },
                    { d => d.IsCode, channel == LinkChannel.Shown },
                }
            );
        });

    private Task ResendAsync(LinkRow row) =>
        ActAsync(async () =>
        {
            await Resend.RunAsync(_staff!, row.Id, RequestKey.New("resend-link"), Closed);
            Snackbar.Add($"The link is on its way to {row.Contact} again.", Severity.Success);
        });

    private Task MailNewAsync(LinkRow row) =>
        ActAsync(async () =>
        {
            await Issue.RunAsync(_staff!, row.ContactId, target: null, byMail: true, RequestKey.New("issue-link"), Closed);
            Snackbar.Add($"A link to the portal is on its way to {row.Contact}.", Severity.Success);
        });

    private Task RevokeAsync(LinkRow row) => ActAsync(() => Revoke.RunAsync(_staff!, row.Id, RequestKey.New("revoke-link"), Closed));

    private Task EndAsync(SessionRow row) => ActAsync(() => End.RunAsync(_staff!, row.Id, RequestKey.New("end-session"), Closed));

    private Task RevokeContactAsync(Id<Contact> contact, string name) =>
        ActAsync(async () =>
        {
            var isSure = await Dialogs.ShowMessageBoxAsync(
                $"Revoke all access of {name}?",
                "Every link of theirs stops opening and every page that they have open closes at once. A new link brings them back.",
                yesText: "Revoke all",
                cancelText: "Cancel"
            );
            if (isSure == true)
            {
                var revoked = await RevokeAll.OfContactAsync(_staff!, contact, RequestKey.New("revoke-access"), Closed);
                Snackbar.Add($"{name}: {Counted(revoked)}.", Severity.Success);
            }
        });

    private Task RevokeEverybodyAsync() =>
        ActAsync(async () =>
        {
            var company = await Current.GetWorkspaceAsync(Closed);
            var dialog = await Dialogs.ShowAsync<RevokeEverybodyDialog>(
                "Revoke everybody's access?",
                new DialogParameters<RevokeEverybodyDialog> { { d => d.Company, company.Name } }
            );
            if (await dialog.Result is { Canceled: false, Data: Revoked revoked })
            {
                Snackbar.Add($"Everybody was signed out: {Counted(revoked)}.", Severity.Success);
            }
        });

    /// <summary>The button rests while it acts; a refusal is said, not thrown.</summary>
    private async Task ActAsync(Func<Task> act)
    {
        if (_isActing)
        {
            return;
        }

        _isActing = true;
        try
        {
            await act();
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            Snackbar.Add(refused.Message, Severity.Error);
        }
        finally
        {
            _isActing = false;
        }
    }

    private string Counted(Revoked revoked) =>
        $"{Company!.Words.Count(revoked.Links, "link")} revoked, {Company.Words.Count(revoked.Sessions, "session")} ended"; // Drawn only where it was read.

    private static string AddressOf(string show) => AccessFilter.Of(show, null, null).Address;

    private static string CustomerOf(Id<Customer> customer) => $"/office/customers/{customer}";

    private static string NameOf(LinkStanding standing) => AccessFilter.Standings.First(s => s.Standing == standing).Name;

    private static string ToneOf(LinkStanding standing) =>
        standing switch
        {
            LinkStanding.NeverOpened => "waiting",
            LinkStanding.Opened => "act",
            LinkStanding.Used => "good",
            _ => "",
        };

    private static string NameOf(SessionRow row) =>
        row.IsLiving ? "Signed in"
        : row.EndedAt is null ? "Expired"
        : "Ended";

    private string StoryOf(LinkRow row) =>
        row.Standing switch
        {
            LinkStanding.Used => $"{When(row.UsedAt!.Value)}{(row.Device is null ? "" : $", {row.Device}")}", // It was used.
            LinkStanding.Revoked => When(row.RevokedAt!.Value), // It was revoked.
            LinkStanding.Expired => When(row.ExpiresAt),
            LinkStanding.Opened => $"{When(row.LookedAt!.Value)}, {LookerOf(row)}, without Continue", // Something opened it.
            _ => $"Opens {Company!.Words.ExpiryInWords(row.ExpiresAt, Now)}", // Drawn only where it was read.
        };

    private static string LookerOf(LinkRow row) =>
        string.IsNullOrWhiteSpace(row.LookedBy) || !row.LookedBy.Contains("Mozilla/", StringComparison.Ordinal)
            ? "a program such as a mail scanner"
            : Devices.Name(row.LookedBy);

    private static string HandedOver(LinkRow row) =>
        row switch
        {
            { Channel: LinkChannel.Copied } => "Copied",
            { Channel: LinkChannel.Shown } => "Shown as a code",
            { SentTo.Length: > 0 } => $"Mailed to {row.SentTo}",
            { HandedOverAt: null, By: not null } => "Issued, not handed over",
            _ => "By mail",
        };

    private static string OpensOf(LinkRow row) =>
        row.Target.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries) switch
        {
            [_, _, "estimates", var number, ..] => $"Estimate {number}",
            [_, _, "invoices", var number, ..] => $"Invoice {number}",
            [_, _, "jobs", var number, ..] => number,
            [_, _, "appointments", ..] => "An appointment",
            [_, _, "messages", ..] => "Messages",
            _ => "Front page",
        };

    private string SeenOf(SessionRow row) => Company!.Words.Ago(row.SeenAt ?? row.StartedAt, Now); // Drawn only where it was read.

    private string EndOf(SessionRow row) => row.IsLiving ? $"until {When(row.EndsAt)}" : When(row.EndedAt ?? row.EndsAt);

    private string When(DateTimeOffset at) => $"{Company!.Words.Day(at, Now)}, {Company.Words.Time(at)}"; // As above.
}
