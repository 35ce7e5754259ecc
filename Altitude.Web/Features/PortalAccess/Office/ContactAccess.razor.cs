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
using Microsoft.JSInterop;
using MudBlazor;

namespace Altitude.Web.Features.PortalAccess.Office;

/// <summary>How one contact gets into the portal: links with their state, sessions, and what staff may do about them.</summary>
public sealed partial class ContactAccess
{
    private Staff? _staff;
    private Words? _words;
    private ContactAccessView? _access;
    private string? _address;
    private string? _copied;
    private bool _isActing;

    [Parameter, EditorRequired]
    public Id<Customer> Customer { get; set; }

    [Parameter, EditorRequired]
    public Id<Contact> Contact { get; set; }

    [Parameter, EditorRequired]
    public required string ContactName { get; set; }

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required ContactAccessQuery Access { get; init; }

    [Inject]
    public required IssueSetupLink Issue { get; init; }

    [Inject]
    public required MintLinkSecret Mint { get; init; }

    [Inject]
    public required RevokeSetupLink Revoke { get; init; }

    [Inject]
    public required EndPortalSession End { get; init; }

    [Inject]
    public required ISnackbar Snackbar { get; init; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening =>
        (_staff!.WorkspaceId, LiveTopic.CustomerOf(_staff.WorkspaceId, Customer)); // PrepareAsync sets it.

    private bool MayView => _staff!.Role.MayViewAsContact(); // As below.
    private bool MayAct => _staff!.Role.MayGiveAccess(); // PrepareAsync sets it.
    private string AddressId => $"link-{Contact}";

    protected override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        _staff = await Current.GetAsync();
        _words = (await Current.GetWorkspaceAsync(cancellationToken)).Words;
    }

    protected override async Task LoadAsync(CancellationToken cancellationToken) =>
        _access = await Access.RunAsync(_staff!, Contact, cancellationToken); // PrepareAsync sets it.

    private Task CopyNewAsync() =>
        ActAsync(async () =>
        {
            var link = await Issue.RunAsync(_staff!, Contact, target: null, byMail: false, RequestKey.New("issue-link"), Closed);
            await HandOverAsync(link);
        });

    private Task CopyAgainAsync(IssuedLinkView link) => ActAsync(() => HandOverAsync(link.Id));

    private Task MailNewAsync() =>
        ActAsync(async () =>
        {
            await Issue.RunAsync(_staff!, Contact, target: null, byMail: true, RequestKey.New("issue-link"), Closed);
            Snackbar.Add($"A link to the portal is on its way to {ContactName}.", Severity.Success);
        });

    private Task RevokeAsync(IssuedLinkView link) =>
        ActAsync(async () =>
        {
            await Revoke.RunAsync(_staff!, link.Id, RequestKey.New("revoke-link"), Closed);
            PutAway(); // It may have been this one's address.
        });

    private Task EndAsync(ContactSessionView session) => ActAsync(() => End.RunAsync(_staff!, session.Id, RequestKey.New("end-session"), Closed));

    private async Task HandOverAsync(Id<SetupLink> link)
    {
        _address = await Mint.RunAsync(_staff!, link, LinkChannel.Copied, Closed);
        _copied = null;
        StateHasChanged();
        await CopyAsync();
    }

    private async Task CopyAsync() =>
        _copied = await Script.InvokeAsync<bool>("altitude.copy", Closed, AddressId) ? "The link is copied." : "Copy the link from here.";

    private void PutAway() => _address = null;

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

    private static string NameOf(SetupLinkState state) => state == SetupLinkState.Open ? "Never opened" : state.ToString();

    private static string ToneOf(SetupLinkState state) =>
        state switch
        {
            SetupLinkState.Open => "waiting",
            SetupLinkState.Used => "good",
            _ => "",
        };

    private static string NameOf(ContactSessionView session) =>
        session.IsLiving ? "Signed in"
        : session.EndedAt is null ? "Expired"
        : "Ended";

    private static string ToneOf(ContactSessionView session) => session.IsLiving ? "good" : "";

    private string Story(IssuedLinkView link)
    {
        var handed = link switch
        {
            { HandedOverAt: { } at, Channel: LinkChannel.Email } => $"Mailed {Instant(at)}",
            { HandedOverAt: { } at, Channel: LinkChannel.Copied } => $"Copied {Instant(at)}",
            { HandedOverAt: { } at } => $"Shown {Instant(at)}",
            _ => $"Issued {Instant(link.IssuedAt)}",
        };
        return link switch
        {
            { State: SetupLinkState.Open } => $"{handed}, opens {_words!.ExpiryInWords(link.ExpiresAt, _access!.Now)}", // Drawn only once both are there.
            { UsedAt: { } used } => $"{handed}, used {Instant(used)}",
            _ => handed,
        };
    }

    private string Story(ContactSessionView session) =>
        session.IsLiving
            ? $"{session.Device}, since {Instant(session.StartedAt)}, last seen {_words!.Ago(session.LastSeenAt ?? session.StartedAt, _access!.Now)}, ends {Instant(session.ExpiresAt)}"
            : $"{session.Device}, from {Instant(session.StartedAt)} to {Instant(session.EndedAt ?? session.ExpiresAt)}";

    private string Instant(DateTimeOffset at) => $"{_words!.Day(at, _access!.Now)}, {_words.Time(at)}"; // Drawn only once both are there.
}
