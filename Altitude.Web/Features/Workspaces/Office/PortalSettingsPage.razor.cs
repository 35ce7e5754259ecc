using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Workspaces.Office;

/// <summary>Whether customers get into the portal, for how long, and what they find there. Beside each setting stands what it does to those who are signed in now.</summary>
public sealed partial class PortalSettingsPage
{
    private static readonly (PortalSections Section, string Name, string About)[] Sections =
    [
        (PortalSections.Estimates, "Estimates", "Read, approve, decline, ask for changes"),
        (PortalSections.Invoices, "Invoices", "Read, pay, statement"),
        (PortalSections.Appointments, "Appointments", "Confirm, ask for another time"),
        (PortalSections.Messages, "Messages", "Also on the pages of jobs"),
        (PortalSections.Activity, "Activity", "What happened, also on the pages of jobs"),
        (PortalSections.Contact, "Contact details", "Correct name and phone number"),
    ];

    private static readonly int[] UsualIdle = [0, 15, 30, 60, 120, 240, 480, 1_440];

    private Staff? _staff;
    private PortalControl? _control;
    private PortalSettings _known = PortalSettings.Default;
    private bool _isOn;
    private int _link;
    private bool _isInDays;
    private int _sessionHours;
    private int _idleMinutes;
    private PortalSections _hidden;
    private string _welcome = "";
    private string _terms = "";
    private string _privacy = "";
    private bool _isSaving;
    private bool _isSaved;
    private bool _isOvertaken;
    private RuleViolation? _refused;

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required PortalControlQuery Query { get; init; }

    [Inject]
    public required ChangePortalSettings Change { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    private bool MayControl => _staff?.Role.MayControl() == true;

    private PortalSettings Wanted =>
        new(_isOn, _isInDays ? _link * 24 : _link, _sessionHours)
        {
            IdleMinutes = _idleMinutes,
            Hidden = _hidden,
            Welcome = _welcome,
            Terms = _terms,
            Privacy = _privacy,
        };

    private bool IsChanged => Wanted != _known;

    private PortalReach Reach => _control!.Reach; // Drawn only where it was read.

    private string Says =>
        _isOvertaken && IsChanged ? "Somebody changed these settings meanwhile. Saved, yours take their place."
        : _isSaved && !IsChanged ? "Saved"
        : "";

    private string SignedInNow =>
        Reach.People switch
        {
            0 => "Nobody is signed in now",
            1 => "1 person is signed in now",
            var people => $"{Number(people)}{(Reach.IsAll ? "" : " or more")} people are signed in now",
        };

    private string LinkLabel => _isInDays ? "Setup link expiry (days)" : "Setup link expiry (hours)";
    private int MostLink => _isInDays ? PortalSettings.MostSetupLinkHours / 24 : PortalSettings.MostSetupLinkHours;

    private string OnEffect =>
        _isOn && _known.IsOn
            ? $"Switched off, nobody gets in, and customers read your name and phone number instead. {Reached("their page would close at once", "their pages would close at once")}."
        : _isOn ? "Switched on, customers get in again; sessions that have not run out go on where they were."
        : _known.IsOn
            ? $"Nobody gets in any more, and customers read your name and phone number instead. {Reached("their page closes as you save", "their pages close as you save")}."
        : "It is off: customers read your name and phone number, and mails carry no links into the portal.";

    private string LinkEffect =>
        $"A link that is issued from now on opens for {(_isInDays ? Count(_link, "day") : InDays(_link))}. Links that are on their way and people who are signed in keep what they have.";

    private string SessionEffect => SignedOut(_known with { LongestSessionHours = _sessionHours }, $"1 to {PortalSettings.MostSessionHours}.");

    private string IdleEffect =>
        SignedOut(
            _known with
            {
                IdleMinutes = _idleMinutes,
            },
            _idleMinutes == 0
                ? "A session lasts until its longest is reached."
                : "Counted from the last page that was opened, give or take five minutes."
        );

    private string SectionsEffect =>
        _hidden == _known.Hidden
            ? "What is hidden is gone from the portal's bar, front page and job pages, and its addresses say so. Mails that would lead there lead to the job."
            : $"{Reached("their page follows as you save", "their pages follow as you save")}. Nobody is signed out, and nothing is lost.";

    private IEnumerable<int> IdleChoices => UsualIdle.Append(_known.IdleMinutes).Distinct().Order();

    private IEnumerable<KeptText> Texts =>
        [
            new(
                "terms",
                "Terms of business",
                _terms,
                WorkspaceRules.Terms,
                Address("terms"),
                _known.Terms.Length > 0,
                args => _terms = args.Value as string ?? ""
            ),
            new(
                "privacy",
                "Privacy",
                _privacy,
                WorkspaceRules.Privacy,
                Address("privacy"),
                _known.Privacy.Length > 0,
                args => _privacy = args.Value as string ?? ""
            ),
        ];

    protected override bool Concerns(FeedEntry entry) => entry.Kind is "workspace.changed" or "session.began" or "session.ended" or "contact.removed";

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (!MayControl)
        {
            return;
        }

        var control = await Query.RunAsync(_staff!, cancellationToken); // PrepareAsync sets it.
        var isEdited = _control is not null && IsChanged;
        _control = control;
        if (isEdited && !_isSaving)
        {
            _isOvertaken |= control.Company.Portal != _known; // Whoever is choosing keeps their choice when a colleague saves.
            _known = control.Company.Portal;
            return;
        }

        if (!_isSaving)
        {
            Show(control.Company.Portal);
        }
    }

    private void Show(PortalSettings portal)
    {
        _isInDays = _isInDays && portal.SetupLinkHours % 24 == 0;
        (_known, _isOn, _link) = (portal, portal.IsOn, _isInDays ? portal.SetupLinkHours / 24 : portal.SetupLinkHours);
        (_sessionHours, _idleMinutes, _hidden) = (portal.LongestSessionHours, portal.IdleMinutes, portal.Hidden);
        (_welcome, _terms, _privacy, _isOvertaken) = (portal.Welcome, portal.Terms, portal.Privacy, false);
    }

    private void Forget()
    {
        _refused = null;
        Show(_known);
    }

    private void ChooseUnit(ChangeEventArgs args)
    {
        var isInDays = args.Value as string == "True";
        if (isInDays != _isInDays)
        {
            (_isInDays, _link) = (isInDays, isInDays ? Math.Max(1, (_link + 12) / 24) : _link * 24);
        }
    }

    private bool Shows(PortalSections section) => (_hidden & section) == 0;

    private void Toggle(PortalSections section) => _hidden ^= section;

    private async Task SaveAsync()
    {
        if (_isSaving)
        {
            return;
        }

        (_isSaving, _refused, _isSaved) = (true, null, false);
        try
        {
            var wanted = Wanted;
            await Change.RunAsync(_staff!, wanted, RequestKey.New("change-portal-settings"), Closed, _known); // The form is drawn for somebody.
            Show(wanted);
            _isSaved = true;
            _control = await Query.RunAsync(_staff!, Closed);
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            _refused = refused;
            if (refused.Rule == ChangePortalSettings.Overtaken)
            {
                _control = await Query.RunAsync(_staff!, Closed); // They were told; the next press is theirs.
                _known = _control.Company.Portal;
            }
        }
        finally
        {
            _isSaving = false;
        }
    }

    private string? IsAbout(string rule) => _refused?.Rule == rule ? "true" : null;

    /// <summary>"2 people are signed in now: their pages close as you save"</summary>
    private string Reached(string one, string more) =>
        Reach.People switch
        {
            0 => "Nobody is signed in now",
            1 => $"1 person is signed in now: {one}",
            var people => $"{Number(people)} people are signed in now: {more}",
        };

    private string SignedOut(PortalSettings wanted, string otherwise)
    {
        if (Reach.People == 0)
        {
            return $"{otherwise} Nobody is signed in now.";
        }

        var people = Reach.People == 1 ? "1 person is signed in" : $"{Number(Reach.People)} people are signed in";
        return Reach.SignedOutBy(wanted) switch
        {
            0 => $"{otherwise} {people}; nobody would be signed out.",
            var gone => $"{otherwise} {people}; {Number(gone)} would have to come back by a new link.",
        };
    }

    private static string InDays(int hours) =>
        hours >= 24 && hours % 24 == 0 ? $"{Count(hours, "hour")}, which are {Count(hours / 24, "day")}" : Count(hours, "hour");

    private static string SpanOf(int minutes) =>
        minutes switch
        {
            0 => "No such limit",
            < 60 => Count(minutes, "minute"),
            _ when minutes % 60 == 0 => Count(minutes / 60, "hour"),
            _ => $"{Count(minutes / 60, "hour")} {Count(minutes % 60, "minute")}",
        };

    private static string Count(int number, string what) => number == 1 ? $"1 {what}" : $"{Number(number)} {what}s";

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private string Address(string page) => $"/portal/{_control!.Company.Slug}/{page}"; // Drawn only where it was read.

    private string When(DateTimeOffset at) => $"{_control!.Company.Words.Day(at, Reach.Now)}, {_control.Company.Words.Time(at)}"; // As above.

    private static string Machine(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A text of the company that stands on a page of the portal.</summary>
    /// <param name="IsKept">There is such a page already.</param>
    private sealed record KeptText(string Id, string Name, string Value, string Rule, string Address, bool IsKept, Action<ChangeEventArgs> Set)
    {
        public string EffectId => $"{Id}-effect";
    }
}
