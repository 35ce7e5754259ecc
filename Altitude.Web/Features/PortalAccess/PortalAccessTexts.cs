using System.Globalization;
using Altitude.Web.Components;

namespace Altitude.Web.Features.PortalAccess;

/// <summary>Links, sessions, signing out, and the mail that brings a new link.</summary>
public sealed class PortalAccessTexts(CultureInfo culture) : Texts(culture)
{
    public string ANewOneGoes => Of();

    public string AccessEnded(object? company) => Of([company]);

    public string Continue => Of();

    public string ContinueTo(object? company) => Of([company]);

    public string EndSession => Of();
    public string EndThisSession => Of();
    public string EndWhatYouDoNotKnow => Of();

    public string ForContact(object? contactName) => Of([contactName]);

    public string HereIsTheLink(object? company) => Of([company]);

    public string HereIsYourNewLink => Of();

    public string HereIsYourNewLinkTo(object? company) => Of([company]);

    public string Hours(int count) => Count(count);

    public string IfYouDidNotAsk => Of();

    public string InvitedTo(object? company) => Of([company]);

    public string PortalIsOpen => Of();

    public string PortalIsOpenAt(object? company) => Of([company]);

    public string LastSeen(object? when) => Of([when]);

    public string LeaveThePortal => Of();
    public string LookInYourMail => Of();

    public string MailHello(object? contactName) => Of([contactName]);

    public string NewLinkIsOnItsWay => Of();
    public string NoLongerOpens => Of();
    public string NothingCanBeSeen => Of();
    public string OpenMyPages => Of();

    public string OpensOnce(object? until) => Of([until]);

    public string OpensOnceAlone(object? until) => Of([until]);

    public string OpensOnceForYou(object? until) => Of([until]);

    public string OrCallUs(object? shown) => Of([shown]);

    public string ReadyForYou => Of();
    public string SendMeANewLink => Of();
    public string SessionExpired => Of();
    public string SignIn => Of();
    public string SignInAgain => Of();
    public string SignOut => Of();

    public string SignedInAs(object? contactName) => Of([contactName]);

    public string SignedOut => Of();

    public string SinceUntil(object? when, object? time) => Of([when, time]);

    public string StaySignedIn => Of();
    public string ThereIsAProblem => Of();

    public string ThisButtonOpens(object? company) => Of([company]);

    public string ThisDevice => Of();
    public string WhereYouAreSignedIn => Of();

    public string WorksOnce(object? hours) => Of([hours]);

    public string YouAreSignedOut => Of();
}
