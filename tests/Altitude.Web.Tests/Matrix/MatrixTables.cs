using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Files;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Domain.Leads;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Activity;
using Altitude.Web.Features.Appointments;
using Altitude.Web.Features.Branding;
using Altitude.Web.Features.Conversations;
using Altitude.Web.Features.Customers;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Features.Home;
using Altitude.Web.Features.Invoices;
using Altitude.Web.Features.Jobs;
using Altitude.Web.Features.Leads;
using Altitude.Web.Features.Notifications;
using Altitude.Web.Features.Payments;
using Altitude.Web.Features.PortalAccess;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Features.Workspaces.SignUp;
using Altitude.Web.Files;
using Altitude.Web.Security;
using Altitude.Web.Tests.Files;
using Microsoft.Extensions.DependencyInjection;

namespace Altitude.Web.Tests.Matrix;

/// <summary>Whom an address is for.</summary>
public enum For
{
    /// <summary>Anyone; it says nothing of anybody.</summary>
    Anyone,

    /// <summary>A contact who is signed in: shows their own, and takes no id.</summary>
    Contact,

    /// <summary>A contact who is signed in, and whose record it is.</summary>
    ContactsRecord,

    /// <summary>Staff who are signed in: shows their company's, and takes no id.</summary>
    Staff,

    /// <summary>Staff who are signed in, of the company whose record it is.</summary>
    StaffRecord,

    /// <summary>Staff who are signed in, of certain roles.</summary>
    Roles,

    /// <summary>The framework's or a machine's own; tried elsewhere, as said beside it.</summary>
    Elsewhere,
}

/// <summary>How an address is called for another's record.</summary>
/// <param name="Ids">Values of the route's last parameters; several are tried one by one.</param>
/// <param name="Roles">Null: every role.</param>
/// <param name="Why">Why it is not tried here.</param>
public sealed record Address(For For, Func<Household, IReadOnlyList<string>>? Ids = null, StaffRole[]? Roles = null, string Why = "");

/// <summary>How a form is sent at another's record.</summary>
/// <param name="Fields">What a browser would send beside the form's name and token.</param>
/// <param name="Query">What names the record where the address does not.</param>
/// <param name="OnlyByStrangers">It ends the sender's own session, so that only those who have none there try it.</param>
/// <param name="OnlyFromOutside">It leads whoever works there elsewhere, and may, so that only the others try it.</param>
public sealed record Form(
    For For,
    Func<Household, IEnumerable<KeyValuePair<string, string?>>>? Fields = null,
    Func<Household, string>? Id = null,
    bool OnlyByStrangers = false,
    bool OnlyFromOutside = false,
    Func<Household, string>? Query = null,
    string Why = ""
);

/// <summary>How a use-case or query is called for another's record.</summary>
/// <param name="May">Roles that may do it to their own company's records; null: every role.</param>
/// <param name="Changes">It changes something: whoever may do it to their own is not tried here.</param>
/// <param name="Shows">Its answer to whoever may ask holds the household's word.</param>
/// <param name="RefusedAs">The rule that a role without the right is refused by, where it is not the role alone that decides.</param>
/// <param name="HasNoId">It acts on one's own company as a whole, so that nobody can point it at another's.</param>
public sealed record Errand(
    Func<IServiceProvider, Person, Household, Task<object?>> Call,
    For For,
    StaffRole[]? May = null,
    bool Changes = false,
    bool Shows = false,
    bool HasNoId = false,
    string Why = "",
    string RefusedAs = StaffRoles.NotAllowed
);

/// <summary>
/// Every door of the program, and how to try it. A route, form, hub method, use-case or task that is missing here fails the build with its name: write its line,
/// and say whom it is for.
/// </summary>
public static class MatrixTables
{
    private static readonly StaffRole[] s_dispatch = [StaffRole.Owner, StaffRole.Admin, StaffRole.Dispatcher];
    private static readonly ScheduleRange s_visitDays = new(new DateOnly(2027, 6, 7), new DateOnly(2027, 6, 14)); // The household's visit is among them.
    private static readonly StaffRole[] s_control = [StaffRole.Owner, StaffRole.Admin];

    public static readonly IReadOnlyDictionary<string, Address> Routes = new Dictionary<string, Address>
    {
        ["/"] = new(For.Anyone),
        ["/sign-up"] = new(For.Anyone),
        ["/sign-up/{Token}"] = new(For.Anyone, h => h.DeadTokens),
        ["/error"] = new(For.Anyone),
        ["/not-found"] = new(For.Anyone),
        ["/health/live"] = new(For.Anyone),
        ["/health/ready"] = new(For.Anyone),
        ["/verify/{Hash}"] = new(For.Anyone, h => [h.ConsentHash]),
        ["/start/{Token}"] = new(For.Anyone, h => h.DeadTokens),
        ["/portal/{Workspace}/brand.css"] = new(For.Anyone),
        ["/portal/{Workspace}/sign-in"] = new(For.Anyone),
        ["/portal/{Workspace}/sign-out"] = new(For.Anyone),
        ["/portal/{Workspace}/terms"] = new(For.Anyone),
        ["/portal/{Workspace}/privacy"] = new(For.Anyone),
        ["/portal/{Workspace}/looks"] = new(For.Anyone),
        ["/portal/{Workspace}/pictures/{Id:guid}.png"] = new(For.Anyone, h => [h.Logo.ToString()]),
        ["/portal/{Workspace}/icon.png"] = new(For.Anyone),
        ["/portal/{Workspace}/home-icon.png"] = new(For.Anyone),
        ["/portal/{Workspace}"] = new(For.Contact),
        ["/portal/{Workspace}/activity"] = new(For.Contact),
        ["/portal/{Workspace}/appointments"] = new(For.Contact),
        ["/portal/{Workspace}/appointments/{Id:guid}"] = new(For.ContactsRecord, h => [h.Visit.ToString()]),
        ["/portal/{Workspace}/appointments/{Id:guid}.ics"] = new(For.ContactsRecord, h => [h.Visit.ToString()]),
        ["/portal/{Workspace}/contact"] = new(For.Contact),
        ["/portal/{Workspace}/ask"] = new(For.Contact),
        ["/portal/{Workspace}/estimates"] = new(For.Contact),
        ["/portal/{Workspace}/estimates/{Number}"] = new(For.ContactsRecord, h => [h.Sent, h.Approved]),
        ["/portal/{Workspace}/estimates/{Number}/versions/{Version:int}"] = new(For.ContactsRecord, h => [h.Sent + "/1", h.Approved + "/1"]),
        ["/portal/{Workspace}/invoices"] = new(For.Contact),
        ["/portal/{Workspace}/invoices/{Number}/receipts/{Payment:guid}"] = new(For.ContactsRecord, h => [$"{h.Invoice}/{h.CashPayment}"]),
        ["/portal/{Workspace}/invoices/{Number}"] = new(For.ContactsRecord, h => [h.Invoice, h.Unpaid]),
        ["/portal/{Workspace}/invoices/{Number}.pdf"] = new(For.ContactsRecord, h => [h.Invoice, h.Unpaid]),
        ["/portal/{Workspace}/statement"] = new(For.Contact),
        ["/portal/{Workspace}/jobs/{Number}"] = new(For.ContactsRecord, h => [h.Job]),
        ["/portal/{Workspace}/sessions"] = new(For.Contact),
        ["/portal/{Workspace}/messages"] = new(For.Contact),
        ["/office/sign-in"] = new(For.Anyone),
        ["/office/sign-in/second-step"] = new(For.Anyone),
        ["/office/second-step"] = new(
            For.Elsewhere,
            Why: "Whoever holds an office cookie sees their own sign-in, and nothing of a company: SecondStepTests."
        ),
        ["/office/sign-in/passkey"] = new(For.Elsewhere, Why: "A post without an id: PasskeyTests."),
        ["/office/sign-in/second-step/passkey"] = new(For.Elsewhere, Why: "As above."),
        ["/office/second-step/passkey"] = new(For.Elsewhere, Why: "As above."),
        ["/office/second-step/new-passkey"] = new(For.Elsewhere, Why: "As above."),
        ["/office/forgot"] = new(For.Anyone),
        ["/office/reset"] = new(For.Anyone),
        ["/office/team"] = new(For.Staff),
        ["/office/invitation/{Token}"] = new(For.Anyone, h => h.DeadTokens),
        ["/office"] = new(For.Staff),
        ["/office/welcome"] = new(For.Staff),
        ["/office/export"] = new(For.Staff),
        ["/office/export/fetch"] = new(For.Elsewhere, Why: "A post; tried among the forms."),
        ["/office/closing"] = new(For.Staff),
        ["/office/closed"] = new(For.Elsewhere, Why: "An owner of a closed company, whom their cookie alone names: ClosingTests."),
        ["/office/closed/fetch"] = new(For.Elsewhere, Why: "As above."),
        ["/calendar/{Token}.ics"] = new(For.Elsewhere, Why: "Opens by a secret alone, whoever has it: CalendarFeedTests."),
        ["/office/appointments/{Id:guid}"] = new(For.StaffRecord, h => [h.Visit.ToString()]),
        ["/office/board"] = new(For.Staff),
        ["/office/schedule"] = new(For.Staff),
        ["/office/my-day"] = new(For.Staff),
        ["/request/{Workspace}"] = new(For.Anyone),
        ["/files/{Id:guid}"] = new(
            For.StaffRecord,
            h => [h.Photo.ToString(), h.File.ToString(), h.OfficeFile.ToString(), h.Enclosed.ToString(), h.Face.ToString()]
        ),
        ["/office/settings/requests"] = new(For.Staff),
        ["/office/settings/visits"] = new(For.Staff),
        ["/office/leads"] = new(For.Staff),
        ["/office/leads/{Number}"] = new(For.StaffRecord, h => [h.Lead]),
        ["/office/messages"] = new(For.Staff),
        ["/office/messages/{ConversationId:guid}"] = new(For.StaffRecord, h => [h.Talk.ToString()]),
        ["/office/customers"] = new(For.Staff),
        ["/office/customers/{CustomerId:guid}"] = new(For.StaffRecord, h => [h.Customer.ToString()]),
        ["/office/invoices"] = new(For.Staff),
        ["/office/invoices/new"] = new(For.Staff),
        ["/office/invoices/{Number}"] = new(For.StaffRecord, h => [h.Invoice, h.Unpaid]),
        ["/office/invoices/{Number}.pdf"] = new(For.StaffRecord, h => [h.Invoice, h.Unpaid]),
        ["/office/customers/{CustomerId:guid}/statement"] = new(For.StaffRecord, h => [h.Customer.ToString()]),
        ["/office/invoices/drafts/{Draft:guid}"] = new(For.StaffRecord, h => [h.InvoiceDraft.ToString()]),
        ["/office/estimates"] = new(For.Staff),
        ["/office/estimates/new"] = new(For.Staff),
        ["/office/estimates/templates"] = new(For.Staff),
        ["/office/price-book"] = new(For.Staff),
        ["/office/estimates/{Number}"] = new(For.StaffRecord, h => [h.Sent, h.Approved, h.Draft]),
        ["/office/estimates/approval"] = new(For.Staff),
        ["/office/estimates/{Number}/approval"] = new(For.StaffRecord, h => [h.Sent]),
        ["/office/estimates/{Number}/versions/{Version:int}"] = new(For.StaffRecord, h => [h.Sent + "/1"]),
        ["/office/jobs/{Number}"] = new(For.StaffRecord, h => [h.Job]),
        ["/office/profile"] = new(For.Staff),
        ["/office/settings/portal"] = new(For.Staff),
        ["/office/access"] = new(For.Staff),
        ["/office/activity"] = new(For.Staff),
        ["/office/activity.csv"] = new(For.Roles, Roles: s_control),
        ["/office/settings/company"] = new(For.Staff),
        ["/office/settings/notifications"] = new(For.Staff),
        ["/office/settings/notifications/{Kind}"] = new(
            For.Elsewhere,
            Why: "Names a mail that every company has, no record: what it shows is the asker's own company's (WordingsQuery)."
        ),
        ["/office/deliveries"] = new(For.Staff),
        ["/office/background"] = new(For.Staff),
        ["/office/settings/brand"] = new(For.Staff),
        ["/office/settings/brand/preview/portal"] = new(For.Staff),
        ["/office/settings/brand/preview/mail"] = new(For.Staff),
        ["/office/settings/brand/preview/brand.css"] = new(For.Staff),
        ["/office/sign-out"] = new(For.Elsewhere, Why: "A post without an id; tried among the forms."),
        ["/office/switch"] = new(For.Elsewhere, Why: "A post; tried among the forms."),
        ["/office/view-as"] = new(For.Elsewhere, Why: "A post; tried among the forms."),
        ["/office/stop-viewing"] = new(For.Elsewhere, Why: "A post; tried among the forms."),
        ["/background/{**path}"] = new(For.Roles, _ => ["recurring"], [StaffRole.Owner]),
        ["/demo/mail"] = new(For.Elsewhere, Why: "The demo's letter box shows everything to everybody, and exists in the demo alone."),
        ["/demo/mail.json"] = new(For.Elsewhere, Why: "As above."),
        ["/demo/mail/{id:guid}"] = new(For.Elsewhere, Why: "As above."),
        ["/demo/reset"] = new(For.Elsewhere, Why: "Founds the demo's companies anew, in the demo alone."),
        ["/office/payments"] = new(For.Staff),
        ["/office/settings/payments"] = new(For.Staff),
        ["/webhooks/stripe/{Endpoint}"] = new(For.Elsewhere, Why: "Asks for the company's own signature: WebhookDoorTests."),
        ["/sandbox/stripe/v1/{**path}"] = new(
            For.Elsewhere,
            Why: "The demo's stand-in for the payment provider asks for its own keys: SandboxTests."
        ),
        ["/sandbox/checkout/{Session}"] = new(For.Elsewhere, Why: "As above; its page is for whoever has its address."),
        ["/sandbox/control"] = new(For.Elsewhere, Why: "As above; switches of tests, in the demo alone."),
        ["/hubs/live"] = new(For.Elsewhere, Why: "What it says is searched with the frames."),
        ["/hubs/live/negotiate"] = new(For.Staff),
        ["/_blazor"] = new(For.Elsewhere, Why: "What it says is searched with the frames."),
        ["/_blazor/negotiate"] = new(For.Elsewhere, Why: "CircuitGateTests; answers a connection's id and nothing else."),
        ["/_blazor/disconnect/"] = new(For.Elsewhere, Why: "As above."),
        ["/_blazor/initializers/"] = new(For.Elsewhere, Why: "As above."),
        ["/{**path:file}"] = new(For.Elsewhere, Why: "Says that there is no such file."),
        ["/_framework/opaque-redirect"] = new(For.Elsewhere, Why: "The framework's; takes a protected address."),
    };

    public static readonly IReadOnlyDictionary<string, Form> Forms = new Dictionary<string, Form>
    {
        ["PortalGate.razor#@Posted"] = new(
            For.Elsewhere,
            Why: "Answers a post of somebody who is not signed in: every form here is sent by such people."
        ),
        ["/portal/{Workspace}/sign-in#sign-in"] = new(For.Anyone, h => [new("Email", h.Email)], Why: "At the workspace that does not know them."),
        ["/portal/{Workspace}/sign-out#sign-out"] = new(For.Contact, OnlyByStrangers: true),
        ["/portal/{Workspace}/looks#looks"] = new(
            For.Elsewhere,
            Why: "Keeps a word in the sender's own browser, and nowhere else: BrandSettingsTests."
        ),
        ["/portal/{Workspace}/sessions#end-session"] = new(
            For.Contact,
            h => [new("End.Key", Guid.NewGuid().ToString()), new("End.Session", h.Session.ToString())]
        ),
        ["/portal/{Workspace}/contact#details"] = new(
            For.Contact,
            _ => [new("Details.Key", Guid.NewGuid().ToString()), new("Details.Name", "Somebody Else"), new("Details.Phone", "303 555 0100")]
        ),
        ["/portal/{Workspace}/ask#ask"] = new(
            For.Contact,
            h => [new("Ask.Key", Guid.NewGuid().ToString()), new("Ask.Service", "Somebody else's words"), new("Ask.Place", h.Location.ToString())]
        ),
        ["/portal/{Workspace}/messages#send"] = new(
            For.ContactsRecord,
            h => [new("Message.Text", "Somebody else's words")],
            Query: h => $"?job={h.Job}"
        ),
        ["/portal/{Workspace}/messages#read"] = new(For.ContactsRecord, _ => [new("Read.Through", "1")], Query: h => $"?job={h.Job}"),
        ["/start/{Token}#start"] = new(For.Anyone, Id: h => h.DeadTokens[0]),
        ["/start/{Token}#new-link"] = new(For.Elsewhere, Why: "Mails the contact of the dead link, and nobody else: SetupLinkTests."),
        ["/portal/{Workspace}/invoices#pay-several"] = new(
            For.ContactsRecord,
            h => [new("Several.Numbers", h.Unpaid), new("Several.Numbers", h.Invoice)],
            h => h.Unpaid
        ),
        ["/portal/{Workspace}/invoices/{Number}#pay"] = new(For.ContactsRecord, _ => [new("Paying.Purpose", "Balance")], h => h.Unpaid),
        ["/portal/{Workspace}/invoices/{Number}#pay-part"] = new(
            For.ContactsRecord,
            _ => [new("Paying.Purpose", "Part"), new("Paying.Part", "60.00")],
            h => h.Unpaid
        ),
        ["/portal/{Workspace}/estimates/{Number}#approve"] = new(
            For.ContactsRecord,
            h =>
                [
                    new("Approval.Key", Guid.NewGuid().ToString()),
                    new("Approval.Shown", h.Shown),
                    new("Approval.Total", h.Total.ToString()),
                    new("Approval.TypedName", "Somebody Else"),
                ],
            h => h.Sent
        ),
        ["/portal/{Workspace}/estimates/{Number}#decline"] = new(
            For.ContactsRecord,
            h => [new("Refusal.Key", Guid.NewGuid().ToString()), new("Refusal.Shown", h.Shown), new("Refusal.Reason", "No")],
            h => h.Sent
        ),
        ["/portal/{Workspace}/estimates/{Number}#changes"] = new(
            For.ContactsRecord,
            _ => [new("Changes.Key", Guid.NewGuid().ToString()), new("Changes.Text", "Somebody else's words")],
            h => h.Sent
        ),
        ["/portal/{Workspace}/estimates/{Number}#new-price"] = new(
            For.ContactsRecord,
            _ => [new("Asking.Key", Guid.NewGuid().ToString()), new("Asking.Text", "Somebody else's words")],
            h => h.Sent
        ),
        ["/portal/{Workspace}/estimates/{Number}#take-back"] = new(
            For.ContactsRecord,
            _ => [new("Taking.Key", Guid.NewGuid().ToString())],
            h => h.Approved
        ),
        ["/portal/{Workspace}/estimates/{Number}#viewed"] = new(For.ContactsRecord, _ => [new("Viewed.Version", "1")], h => h.Sent),
        ["/portal/{Workspace}/appointments/{Id:guid}#confirm"] = new(
            For.ContactsRecord,
            _ => [new("Agreed.Key", Guid.NewGuid().ToString()), new("Agreed.Shown", "2027-06-10T15:00:00Z")],
            h => h.Visit.ToString()
        ),
        ["/portal/{Workspace}/appointments/{Id:guid}#another-time"] = new(
            For.ContactsRecord,
            _ => [new("Another.Key", Guid.NewGuid().ToString()), new("Another.Words", "Somebody else's words")],
            h => h.Visit.ToString()
        ),
        ["/request/{Workspace}#request"] = new(
            For.Anyone,
            h => [new("Wish.Name", "Somebody"), new("Wish.Email", h.Email)],
            Why: "Lacks what is needed, so that nothing is kept; whole ones: TakeRequestTests."
        ),
        ["/office/sign-in#sign-in"] = new(For.Anyone, h => [new("Email", h.Email), new("Password", Cast.Password)]),
        ["/office/sign-in/second-step#second-step"] = new(For.Anyone, _ => [new("Code", "000000")]),
        ["/office/sign-in/second-step#passkey"] = new(For.Anyone, _ => [new("Passkey", "{}")]),
        ["/office/sign-in#passkey"] = new(For.Anyone, _ => [new("Passkey", "{}")]),
        // The sender's own sign-in, named by their cookie alone. In the states in which each is drawn: MalformedFormTests.
        ["/office/second-step#begin"] = new(For.Staff, OnlyByStrangers: true),
        ["/office/second-step#confirm"] = new(For.Staff, _ => [new("Code", "000000")], OnlyByStrangers: true),
        ["/office/second-step#drop"] = new(For.Staff, OnlyByStrangers: true),
        ["/office/second-step#confirm-session"] = new(For.Staff, _ => [new("Code", "000000")], OnlyByStrangers: true),
        ["/office/second-step#confirm-session-passkey"] = new(For.Staff, _ => [new("Passkey", "{}")], OnlyByStrangers: true),
        ["/office/second-step#manage"] = new(For.Staff, _ => [new("Proof", "not their password"), new("Act", "codes")], OnlyByStrangers: true),
        ["/office/second-step#passkeys"] = new(
            For.Staff,
            _ => [new("Chosen", "00ff"), new("NewName", "Mine"), new("RemoveProof", "not their password"), new("PasskeyAct", "rename")],
            OnlyByStrangers: true
        ),
        ["/office/second-step#add-passkey"] = new(For.Staff, _ => [new("Made", "{}"), new("PasskeyName", "Mine")], OnlyByStrangers: true),
        ["/office/second-step#leave"] = new(For.Staff, OnlyByStrangers: true),
        ["/office/second-step#@name"] = new(For.Elsewhere, Why: "Each of the above, drawn before things changed."),
        ["/office/forgot#forgot"] = new(For.Anyone, h => [new("Email", h.Email)]),
        ["/office/reset#reset"] = new(For.Anyone, h => [new("Token", $"{h.ColleagueUser:N}.Zm9v"), new("Password", "a new password")]),
        ["/office/invitation/{Token}#join"] = new(
            For.Anyone,
            h => [new("Name", "Somebody"), new("Password", "a new password")],
            h => h.DeadTokens[0]
        ),
        ["/sign-up#sign-up"] = new(
            For.Anyone,
            h => [new("Wish.Name", "Somebody"), new("Wish.Email", h.Email)],
            Why: "Lacks what is needed, so that nothing begins; whole ones: SignUpTests."
        ),
        ["/sign-up/{Token}#open"] = new(For.Anyone, h => [new("Name", "Somebody"), new("Password", "a new password")], h => h.DeadTokens[0]),
        ["/office/my-day#mark"] = new(
            For.Staff,
            h => [new("Marking.Visit", h.Visit.ToString()), new("Marking.Mark", "OnMyWay"), new("Marking.Key", Guid.NewGuid().ToString())],
            OnlyFromOutside: true
        ),
        ["/office/my-day#note"] = new(
            For.Staff,
            h =>
                [
                    new("Noting.Visit", h.Visit.ToString()),
                    new("Noting.Revision", h.VisitRevision.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                    new("Noting.Text", "Somebody else's words"),
                    new("Noting.Key", Guid.NewGuid().ToString()),
                ],
            OnlyFromOutside: true
        ),
        ["/office/my-day#photos"] = new(
            For.Staff,
            h => [new("Adding.Visit", h.Visit.ToString()), new("Adding.Key", Guid.NewGuid().ToString())],
            OnlyFromOutside: true
        ),
        // Plain posts of the office.
        ["/office/sign-out"] = new(For.Staff, OnlyByStrangers: true),
        ["/office/switch"] = new(For.Staff, h => [new("workspace", h.Company.Id.ToString())], OnlyFromOutside: true),
        ["/office/export/fetch"] = new(For.Staff, h => [new("export", h.Export.ToString())], OnlyFromOutside: true),
        ["/office/closed/fetch"] = new(For.Elsewhere, Why: "An owner of a closed company, whom their cookie alone names: ClosingTests."),
        ["/office/closed#reopen"] = new(For.Elsewhere, Why: "As above."),
        ["/office/closed#ask-for-export"] = new(For.Elsewhere, Why: "As above."),
        ["/office/closed#leave"] = new(For.Elsewhere, Why: "As above."),
        ["/office/closed#@name"] = new(For.Elsewhere, Why: "As above; a form that was drawn before things changed."),
        ["/office/view-as"] = new(For.Staff, h => [new("contact", h.ContactId.ToString())], OnlyFromOutside: true),
        ["/office/stop-viewing"] = new(For.Staff, h => [new("viewing", h.Viewing.ToString())]),
    };

    /// <summary>Hub methods, and what scripts may call in a circuit; each acts through an errand below, as the person whose circuit it is.</summary>
    public static readonly IReadOnlyDictionary<string, string> HubMethods = new Dictionary<string, string>
    {
        ["BoardView.DropAsync"] = "Opens the act that leads to a column, for the number of a card: BookVisit, SendEstimate.",
        ["BoardView.OpenMenu"] = "Shows a card of one's own snapshot; an unknown number shows nothing.",
        ["OfficeThread.LookedAsync"] = "Notes that the conversation before oneself was read: MarkRead.",
        ["BoardView.CloseMenu"] = "Takes nothing.",
        ["SchedulePage.DropAsync"] = "A visit of one's own snapshot; an unknown id is not here: MoveVisit.",
        ["SchedulePage.ResizeAsync"] = "As above: MoveVisit.",
        ["SchedulePage.Draft"] = "Begins the form before oneself: PlanVisit.",
        ["SchedulePage.Open"] = "Opens the panel of an id, whichever it is: VisitQuery finds it or not.",
        ["SchedulePage.Escape"] = "Takes nothing.",
        ["SchedulePage.PressAsync"] = "A visit of one's own snapshot: MoveVisit.",
        ["LinesEditor.AddLineAsync"] = "A line of the form before oneself: SaveEstimateDraft, SaveInvoiceDraft.",
        ["LinesEditor.MoveLineAsync"] = "A line of the form before oneself: SaveEstimateDraft, SaveInvoiceDraft.",
        ["LinesEditor.CloseAsync"] = "Takes nothing.",
        ["LinesEditor.CloseOffers"] = "Takes nothing.",
        ["LinesEditor.TakeOfferAsync"] = "A row of the list before oneself: PriceBookQuery.",
        ["LinesEditor.AskToSendAsync"] = "The paper of one's own page: SendEstimate, IssueInvoice.",
    };

    public static readonly IReadOnlyDictionary<string, Errand> Errands = new Dictionary<string, Errand>
    {
        ["ActivityNews.HasAnyAsync(PortalReader)"] = Portal(
            s => s.Get<ActivityNews>(),
            (q, v, h) => Boxed(q.HasAnyAsync(v, long.MaxValue - 1, default))
        ),
        ["ActivityNews.HearAsync(PortalReader)"] = new(
            (services, person, h) =>
                Boxed(
                    services
                        .Get<ActivityNews>()
                        .HearAsync(
                            person.Visitor!, // Only visitors try it.
                            Household.HashOf(person.Portal ?? ""),
                            [
                                .. Enumerable
                                    .Range(1, 300)
                                    .Select(n => new FeedEntry(n, "estimate.sent", h.SentId.Value, h.Customer.Value, h.JobId.Value)),
                            ],
                            default
                        )
                ),
            For.Contact
        ),
        ["PortalActivityQuery.RunAsync(PortalReader)"] = Portal(
            s => s.Get<PortalActivityQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, default)),
            shows: true
        ),
        ["PortalAppointmentsQuery.RunAsync(PortalReader)"] = Portal(
            s => s.Get<PortalAppointmentsQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, default)),
            shows: true
        ),
        ["PortalVisitQuery.RunAsync(PortalReader)"] = Portal(
            s => s.Get<PortalVisitQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Visit, default)),
            shows: true
        ),
        ["PortalContactQuery.RunAsync(PortalReader)"] = Portal(
            s => s.Get<PortalContactQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, default)),
            shows: true
        ),
        ["PortalEstimatesQuery.RunAsync(PortalReader)"] = Portal(
            s => s.Get<PortalEstimatesQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, default)),
            shows: true
        ),
        ["PortalEstimateQuery.RunAsync(PortalReader)"] = Portal(
            s => s.Get<PortalEstimateQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Sent, null, default)),
            shows: true
        ),
        ["PortalHomeQuery.RunAsync(PortalReader)"] = Portal(
            s => s.Get<PortalHomeQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, TimeZoneInfo.Utc, default)),
            shows: true
        ),
        ["PortalInvoiceQuery.RunAsync(PortalReader)"] = Portal(
            s => s.Get<PortalInvoiceQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Unpaid, h.Company.Zone, default)),
            shows: true
        ),
        ["PortalInvoicesQuery.RunAsync(PortalReader)"] = Portal(
            s => s.Get<PortalInvoicesQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Company.Zone, default))
        ),
        ["PayInvoice.SeveralAsync(Visitor)"] = Portal(
            s => s.Get<PayInvoice>(),
            (q, v, h) => Boxed(q.SeveralAsync(v, [h.Unpaid, h.Invoice], Altitude.Domain.Invoices.PayChoice.None, default)),
            changes: true
        ),
        ["PaySeveralQuery.RunAsync(PortalReader)"] = Portal(
            s => s.Get<PaySeveralQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, Guid.NewGuid(), default))
        ),
        ["PortalReceiptQuery.RunAsync(PortalReader)"] = Portal(
            s => s.Get<PortalReceiptQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Invoice, h.CashPayment.Value, default))
        ),
        ["InvoicePayQuery.RunAsync(PortalReader)"] = Portal(
            s => s.Get<InvoicePayQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Unpaid, Guid.NewGuid(), default))
        ),
        ["PayInvoice.RunAsync(Visitor)"] = Portal(
            s => s.Get<PayInvoice>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Unpaid, new PayWish(Altitude.Domain.Invoices.CheckoutPurpose.Balance, null), default)),
            changes: true
        ),
        ["PortalJobQuery.RunAsync(PortalReader)"] = Portal(
            s => s.Get<PortalJobQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Job, h.Company.Zone, default)),
            shows: true
        ),
        ["PortalSessionsQuery.RunAsync(PortalReader)"] = Portal(s => s.Get<PortalSessionsQuery>(), (q, v, h) => Boxed(q.RunAsync(v, default))),
        ["ApproveEstimate.RunAsync(Visitor)"] = Portal(
            s => s.Get<ApproveEstimate>(),
            (q, v, h) =>
                Done(
                    q.RunAsync(
                        v,
                        h.Sent,
                        new Approval(h.Shown, new HashSet<string>(), h.Total, "Somebody Else"),
                        RequestKey.New("matrix"),
                        RequestOrigin.Of("203.0.113.9", "Test browser"),
                        default
                    )
                ),
            changes: true
        ),
        ["DeclineEstimate.RunAsync(Visitor)"] = Portal(
            s => s.Get<DeclineEstimate>(),
            (q, v, h) => Done(q.RunAsync(v, h.Sent, h.Shown, "No", RequestKey.New("matrix"), default)),
            changes: true
        ),
        ["EndPortalSession.RunAsync(Visitor)"] = Portal(
            s => s.Get<EndPortalSession>(),
            (q, v, h) => Done(q.RunAsync(v, h.Session, RequestKey.New("matrix"), default)),
            changes: true
        ),

        ["EndPortalSession.RunAsync(Staff)"] = Office(
            s => s.Get<EndPortalSession>(),
            (q, v, h) => Done(q.RunAsync(v, h.Session, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["InvoicesQuery.RunAsync(Staff)"] = Office(
            s => s.Get<InvoicesQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, InvoiceFilter.Of("all", null), 50, default)),
            shows: true
        ),
        ["InvoicePageQuery.RunAsync(Staff)"] = Office(
            s => s.Get<InvoicePageQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Invoice, default)),
            shows: true
        ),
        ["InvoiceDraftQuery.RunAsync(Staff)"] = Office(
            s => s.Get<InvoiceDraftQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.InvoiceDraft, default)),
            shows: true
        ),
        ["InvoiceDocumentQuery.RunAsync(PortalReader)"] = Portal(
            s => s.Get<InvoiceDocumentQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Invoice, default)),
            shows: true
        ),
        ["InvoiceDocumentQuery.RunAsync(Staff)"] = Office(
            s => s.Get<InvoiceDocumentQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Invoice, default)),
            shows: true
        ),
        ["StatementQuery.RunAsync(PortalReader)"] = Portal(
            s => s.Get<StatementQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, StatementRange.Of(null, null), default)),
            shows: true
        ),
        ["StatementQuery.RunAsync(Staff)"] = Office(
            s => s.Get<StatementQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Customer, StatementRange.Of(null, null), default)),
            shows: true
        ),
        ["NewInvoiceQuery.OfJobAsync(Staff)"] = Office(
            s => s.Get<NewInvoiceQuery>(),
            (q, v, h) => Boxed(q.OfJobAsync(v, h.Job, default)),
            shows: true
        ),
        ["NewInvoiceQuery.OfEstimateAsync(Staff)"] = Office(
            s => s.Get<NewInvoiceQuery>(),
            (q, v, h) => Boxed(q.OfEstimateAsync(v, h.Approved, default)),
            shows: true
        ),
        ["NewInvoiceQuery.OfCustomerAsync(Staff)"] = Office(
            s => s.Get<NewInvoiceQuery>(),
            (q, v, h) => Boxed(q.OfCustomerAsync(v, h.Customer, default)),
            shows: true
        ),
        ["NewInvoiceQuery.CustomersAsync(Staff)"] = Office(
            s => s.Get<NewInvoiceQuery>(),
            (q, v, h) => Boxed(q.CustomersAsync(v, h.Canary, default)),
            shows: true
        ),
        ["DraftInvoice.ForJobAsync(Staff)"] = Office(
            s => s.Get<DraftInvoice>(),
            (q, v, h) => Boxed(q.ForJobAsync(v, h.Job, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["DraftInvoice.ForEstimateAsync(Staff)"] = Office(
            s => s.Get<DraftInvoice>(),
            (q, v, h) => Boxed(q.ForEstimateAsync(v, h.Approved, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["DraftInvoice.ForCustomerAsync(Staff)"] = Office(
            s => s.Get<DraftInvoice>(),
            (q, v, h) => Boxed(q.ForCustomerAsync(v, h.Customer, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["SaveInvoiceDraft.RunAsync(Staff)"] = Office(
            s => s.Get<SaveInvoiceDraft>(),
            (q, v, h) =>
                Boxed(
                    q.RunAsync(
                        v,
                        h.InvoiceDraft,
                        h.InvoiceDraftRevision,
                        Household.Bill(),
                        new DateOnly(2099, 1, 1),
                        RequestKey.New("matrix"),
                        default
                    )
                ),
            s_dispatch,
            changes: true
        ),
        ["DiscardInvoiceDraft.RunAsync(Staff)"] = Office(
            s => s.Get<DiscardInvoiceDraft>(),
            (q, v, h) => Done(q.RunAsync(v, h.InvoiceDraft, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["IssueInvoice.RunAsync(Staff)"] = Office(
            s => s.Get<IssueInvoice>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.InvoiceDraft, h.InvoiceDraftRevision, true, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["SendInvoice.RunAsync(Staff)"] = Office(
            s => s.Get<SendInvoice>(),
            (q, v, h) => Done(q.RunAsync(v, h.Invoice, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["VoidInvoice.RunAsync(Staff)"] = Office(
            s => s.Get<VoidInvoice>(),
            (q, v, h) => Done(q.RunAsync(v, h.Unpaid, "Written twice", RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["RecordPayment.RunAsync(Staff)"] = Office(
            s => s.Get<RecordPayment>(),
            (q, v, h) =>
                Done(
                    q.RunAsync(
                        v,
                        h.Invoice,
                        new Money(100, new Currency("USD")),
                        PaymentMethods.Cash,
                        new DateOnly(2020, 1, 2),
                        "",
                        RequestKey.New("matrix"),
                        default
                    )
                ),
            s_dispatch,
            changes: true
        ),
        ["ReversePayment.RunAsync(Staff)"] = Office(
            s => s.Get<ReversePayment>(),
            (q, v, h) => Done(q.RunAsync(v, h.Invoice, h.CashPayment, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["RecordRefund.RunAsync(Staff)"] = Office(
            s => s.Get<RecordRefund>(),
            (q, v, h) =>
                Done(
                    q.RunAsync(
                        v,
                        h.Invoice,
                        h.CashPayment,
                        new Money(1, new Currency("USD")),
                        PaymentMethods.Cash,
                        new DateOnly(2020, 1, 2),
                        "",
                        RequestKey.New("matrix"),
                        default
                    )
                ),
            s_dispatch,
            changes: true
        ),
        ["RecordCredit.RunAsync(Staff)"] = Office(
            s => s.Get<RecordCredit>(),
            (q, v, h) => Done(q.RunAsync(v, h.Invoice, new Money(1, new Currency("USD")), "Came late", RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["ReverseCredit.RunAsync(Staff)"] = Office(
            s => s.Get<ReverseCredit>(),
            (q, v, h) => Done(q.RunAsync(v, h.Invoice, h.Credit, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["CustomerRecordsQuery.RunAsync(Staff)"] = Office(
            s => s.Get<CustomerRecordsQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Customer, default)),
            shows: true
        ),
        ["AddLocation.RunAsync(Staff)"] = Office(
            s => s.Get<AddLocation>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Customer, new PlaceToWrite("Home", "1 Elsewhere Street"), RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["ChangeLocation.RunAsync(Staff)"] = Office(
            s => s.Get<ChangeLocation>(),
            (q, v, h) =>
                Done(q.RunAsync(v, h.Customer, h.Location, new PlaceToWrite("Home", "1 Elsewhere Street"), RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["RemoveLocation.RunAsync(Staff)"] = Office(
            s => s.Get<RemoveLocation>(),
            (q, v, h) => Done(q.RunAsync(v, h.Customer, h.Location, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["RestoreLocation.RunAsync(Staff)"] = Office(
            s => s.Get<RestoreLocation>(),
            (q, v, h) => Done(q.RunAsync(v, h.Customer, h.Location, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["ViewAsContact.RunAsync(Staff)"] = Office(
            s => s.Get<ViewAsContact>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.ContactId, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["StopViewing.RunAsync(Staff)"] = Office(
            s => s.Get<StopViewing>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Viewing, RequestKey.New("matrix"), default)),
            changes: true
        ),
        ["AddContact.RunAsync(Staff)"] = Office(
            s => s.Get<AddContact>(),
            (q, v, h) =>
                Boxed(
                    q.RunAsync(
                        v,
                        h.Customer,
                        new NewContact("Somebody", "somebody.else@example.com", "", ContactRights.Full),
                        RequestKey.New("matrix"),
                        default
                    )
                ),
            s_dispatch,
            changes: true
        ),
        ["RemoveContact.RunAsync(Staff)"] = Office(
            s => s.Get<RemoveContact>(),
            (q, v, h) => Done(q.RunAsync(v, h.Customer, h.ContactId, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["RegisterCustomer.RunAsync(Staff)"] = Office(
            s => s.Get<RegisterCustomer>(),
            (q, v, h) => Boxed(q.RunAsync(v, new NewCustomer("Somebody new", "", "", "", ""), RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["CustomerListQuery.RunAsync(Staff)"] = Office(
            s => s.Get<CustomerListQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, "", 50, default)),
            shows: true
        ),
        ["CustomerQuery.FindAsync(Staff)"] = Office(
            s => s.Get<CustomerQuery>(),
            (q, v, h) => Boxed(q.FindAsync(v, h.Customer, default)),
            shows: true
        ),
        ["AccessListQuery.LinksAsync(Staff)"] = Office(
            s => s.Get<AccessListQuery>(),
            (q, v, h) => Boxed(q.LinksAsync(v, AccessFilter.Of(null, null, null), null, default)),
            s_dispatch
        ) with
        {
            HasNoId = true,
        },
        ["AccessListQuery.SessionsAsync(Staff)"] = Office(
            s => s.Get<AccessListQuery>(),
            (q, v, h) => Boxed(q.SessionsAsync(v, AccessFilter.Of(AccessFilter.Sessions, null, null), null, default)),
            s_dispatch
        ) with
        {
            HasNoId = true,
        },
        ["InvitationsQuery.RunAsync(Staff)"] = Office(s => s.Get<InvitationsQuery>(), (q, v, h) => Boxed(q.RunAsync(v, default)), s_dispatch) with
        {
            HasNoId = true,
        },
        ["InviteCustomers.RunAsync(Staff)"] = Office(
            s => s.Get<InviteCustomers>(),
            (q, v, h) => Boxed(q.RunAsync(v, InvitedAudience.Everybody, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["SeeToInvitation.RunAsync(OutboxTask)"] = new((_, _, _) => Nothing(), For.Elsewhere, Why: "A background task; tried among the tasks."),
        ["RevokeAccess.OfContactAsync(Staff)"] = Office(
            s => s.Get<RevokeAccess>(),
            (q, v, h) => Boxed(q.OfContactAsync(v, h.ContactId, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["RevokeAccess.OfEverybodyAsync(Staff)"] = Office(
            s => s.Get<RevokeAccess>(),
            (q, v, h) => Boxed(q.OfEverybodyAsync(v, "Another company", RequestKey.New("matrix"), default)),
            s_control,
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["RevokeAccess.ByOperatorAsync(Id`1)"] = new(
            (_, _, _) => Nothing(),
            For.Elsewhere,
            Why: "Of the verb rotate-keys, which whoever runs the program gives; tried there."
        ),
        ["EndAllStaffSessions.RunAsync(Id`1)"] = new((_, _, _) => Nothing(), For.Elsewhere, Why: "Of the verb rotate-keys; tried there."),
        ["ResendSetupLink.RunAsync(Staff)"] = Office(
            s => s.Get<ResendSetupLink>(),
            (q, v, h) => Done(q.RunAsync(v, h.Link, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["ContactAccessQuery.RunAsync(Staff)"] = Office(s => s.Get<ContactAccessQuery>(), (q, v, h) => Boxed(q.RunAsync(v, h.ContactId, default))),
        ["IssueSetupLink.RunAsync(Staff)"] = Office(
            s => s.Get<IssueSetupLink>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.ContactId, null, true, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["MintLinkSecret.RunAsync(Staff)"] = Office(
            s => s.Get<MintLinkSecret>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Link, LinkChannel.Copied, default)),
            s_dispatch,
            changes: true
        ),
        ["RevokeSetupLink.RunAsync(Staff)"] = Office(
            s => s.Get<RevokeSetupLink>(),
            (q, v, h) => Done(q.RunAsync(v, h.Link, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["OpenJob.RunAsync(Staff)"] = Office(
            s => s.Get<OpenJob>(),
            (q, v, h) => Boxed(q.RunAsync(v, new NewJob(h.Customer, "Another job", h.Location, h.Colleague), RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["AssignJob.RunAsync(Staff)"] = Office(
            s => s.Get<AssignJob>(),
            (q, v, h) => Done(q.RunAsync(v, h.Job, h.Colleague, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["RenameJob.RunAsync(Staff)"] = Office(
            s => s.Get<RenameJob>(),
            (q, v, h) => Done(q.RunAsync(v, h.Job, "Renamed", RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["ChangeJobPlace.RunAsync(Staff)"] = Office(
            s => s.Get<ChangeJobPlace>(),
            (q, v, h) => Done(q.RunAsync(v, h.Job, null, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["CloseJob.RunAsync(Staff)"] = Office(
            s => s.Get<CloseJob>(),
            (q, v, h) => Done(q.RunAsync(v, h.Job, JobEnd.Lost, "No", RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["ReopenJob.RunAsync(Staff)"] = Office(
            s => s.Get<ReopenJob>(),
            (q, v, h) => Done(q.RunAsync(v, h.Job, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["AddChecklistItem.RunAsync(Staff)"] = Office(
            s => s.Get<AddChecklistItem>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Job, "Words", RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["TickChecklistItem.RunAsync(Staff)"] = Office(
            s => s.Get<TickChecklistItem>(),
            (q, v, h) => Done(q.RunAsync(v, h.Job, h.Item, true, RequestKey.New("matrix"), default)),
            changes: true
        ),
        ["MoveChecklistItem.RunAsync(Staff)"] = Office(
            s => s.Get<MoveChecklistItem>(),
            (q, v, h) => Done(q.RunAsync(v, h.Job, h.Item, 1, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["RemoveChecklistItem.RunAsync(Staff)"] = Office(
            s => s.Get<RemoveChecklistItem>(),
            (q, v, h) => Done(q.RunAsync(v, h.Job, h.Item, true, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["WriteNote.RunAsync(Staff)"] = Office(
            s => s.Get<WriteNote>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Job, "Words", RequestKey.New("matrix"), default)),
            changes: true
        ),
        ["EditNote.RunAsync(Staff)"] = Office(
            s => s.Get<EditNote>(),
            (q, v, h) => Done(q.RunAsync(v, h.Job, h.Note, "Words", RequestKey.New("matrix"), default)),
            changes: true
        ),
        ["PinNote.RunAsync(Staff)"] = Office(
            s => s.Get<PinNote>(),
            (q, v, h) => Done(q.RunAsync(v, h.Job, h.Note, true, RequestKey.New("matrix"), default)),
            changes: true
        ),
        ["RemoveNote.RunAsync(Staff)"] = Office(
            s => s.Get<RemoveNote>(),
            (q, v, h) => Done(q.RunAsync(v, h.Job, h.Note, true, RequestKey.New("matrix"), default)),
            changes: true
        ),
        ["TagJob.RunAsync(Staff)"] = Office(
            s => s.Get<TagJob>(),
            (q, v, h) => Done(q.RunAsync(v, h.Job, "Words", TagTone.Good, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["UntagJob.RunAsync(Staff)"] = Office(
            s => s.Get<UntagJob>(),
            (q, v, h) => Done(q.RunAsync(v, h.Job, h.Tag, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["TodayQuery.RunAsync(Staff)"] = Office(s => s.Get<TodayQuery>(), (q, v, h) => Boxed(q.RunAsync(v, default)), shows: true),
        ["FirstStepsQuery.RunAsync(Staff)"] = Office(s => s.Get<FirstStepsQuery>(), (q, v, h) => Boxed(q.RunAsync(v, default))),
        ["HideFirstSteps.RunAsync(Staff)"] = Office(
            s => s.Get<HideFirstSteps>(),
            (q, v, h) => Done(q.RunAsync(v, true, RequestKey.New("matrix"), default)),
            s_control,
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["NoticesQuery.RunAsync(Staff)"] = Office(s => s.Get<NoticesQuery>(), (q, v, h) => Boxed(q.RunAsync(v, default))),
        ["MarkNoticesRead.RunAsync(Staff)"] = Office(
            s => s.Get<MarkNoticesRead>(),
            (q, v, h) => Done(q.RunAsync(v, 1, RequestKey.New("matrix"), default)),
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["TagsQuery.RunAsync(Staff)"] = Office(s => s.Get<TagsQuery>(), (q, v, h) => Boxed(q.RunAsync(v, default)), shows: true),
        ["BookVisit.RunAsync(Staff)"] = Office(
            s => s.Get<BookVisit>(),
            (q, v, h) =>
                Done(
                    q.RunAsync(
                        v,
                        h.Job,
                        new NewVisit(
                            "Visit",
                            new DateTime(2027, 6, 20, 9, 0, 0),
                            TimeSpan.FromHours(1),
                            new TimeWindow(new TimeOnly(9, 0), new TimeOnly(10, 0)),
                            h.Colleague
                        ),
                        RequestKey.New("matrix"),
                        default
                    )
                ),
            s_dispatch,
            changes: true
        ),
        ["IssueCalendarFeed.RunAsync(Staff)"] = Office(
            s => s.Get<IssueCalendarFeed>(),
            (q, v, h) => Boxed(q.RunAsync(v, default)),
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["RevokeCalendarFeed.RunAsync(Staff)"] = Office(
            s => s.Get<RevokeCalendarFeed>(),
            (q, v, h) => Done(q.RunAsync(v, default)),
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["OwnCalendarFeedQuery.RunAsync(Staff)"] = Office(s => s.Get<OwnCalendarFeedQuery>(), (q, v, h) => Boxed(q.RunAsync(v, default))),
        ["CalendarFeedQuery.FindAsync(String)"] = Open((s, h) => Boxed(s.Get<CalendarFeedQuery>().FindAsync(h.DeadTokens[0], default))),
        ["PlanVisit.RunAsync(Staff)"] = Office(
            s => s.Get<PlanVisit>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Job, new PlannedVisit(Words(h), VisitAt(20)), RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["MoveVisit.RunAsync(Staff)"] = Office(
            s => s.Get<MoveVisit>(),
            (q, v, h) =>
                Done(
                    q.RunAsync(
                        v,
                        h.Visit,
                        h.VisitRevision,
                        new VisitMove(VisitAt(21).Start, TimeSpan.FromHours(1)),
                        RequestKey.New("matrix"),
                        default
                    )
                ),
            s_dispatch,
            changes: true
        ),
        ["ChangeVisit.RunAsync(Staff)"] = Office(
            s => s.Get<ChangeVisit>(),
            (q, v, h) => Done(q.RunAsync(v, h.Visit, h.VisitRevision, Words(h), VisitScope.ThisOne, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["CancelVisit.RunAsync(Staff)"] = Office(
            s => s.Get<CancelVisit>(),
            (q, v, h) => Done(q.RunAsync(v, h.Visit, h.VisitRevision, "No", VisitScope.ThisOne, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["AcceptRequestedTime.RunAsync(Staff)"] = Office(
            s => s.Get<AcceptRequestedTime>(),
            (q, v, h) => Done(q.RunAsync(v, h.Visit, new DateTimeOffset(2027, 6, 21, 15, 0, 0, TimeSpan.Zero), RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["DeclineRequestedTime.RunAsync(Staff)"] = Office(
            s => s.Get<DeclineRequestedTime>(),
            (q, v, h) => Done(q.RunAsync(v, h.Visit, "No", RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["MarkVisit.RunAsync(Staff)"] = Office(
            s => s.Get<MarkVisit>(),
            (q, v, h) => Done(q.RunAsync(v, h.Visit, VisitMark.OnMyWay, RequestKey.New("matrix"), default)),
            s_dispatch, // And whoever makes the visit: VisitActsTests.
            changes: true
        ),
        ["NoteVisit.RunAsync(Staff)"] = Office(
            s => s.Get<NoteVisit>(),
            (q, v, h) => Done(q.RunAsync(v, h.Visit, h.VisitRevision, "Words", RequestKey.New("matrix"), default)),
            s_dispatch, // And whoever makes the visit: VisitActsTests.
            changes: true
        ),
        ["ConfirmVisit.RunAsync(Visitor)"] = Portal(
            s => s.Get<ConfirmVisit>(),
            (q, v, h) => Done(q.RunAsync(v, h.Visit, new DateTimeOffset(2027, 6, 10, 15, 0, 0, TimeSpan.Zero), RequestKey.New("matrix"), default)),
            changes: true
        ),
        ["RequestAnotherTime.RunAsync(Visitor)"] = Portal(
            s => s.Get<RequestAnotherTime>(),
            (q, v, h) => Done(q.RunAsync(v, h.Visit, [], "Somebody else's words", RequestKey.New("matrix"), default)),
            changes: true
        ),
        ["JobPageQuery.RunAsync(Staff)"] = Office(s => s.Get<JobPageQuery>(), (q, v, h) => Boxed(q.RunAsync(v, h.Job, default)), shows: true),
        ["BoardChoices.CustomersAsync(Staff)"] = Office(
            s => s.Get<BoardChoices>(),
            (q, v, h) => Boxed(q.CustomersAsync(v, h.Canary, default)),
            shows: true
        ),
        ["BoardChoices.CustomerAsync(Staff)"] = Office(
            s => s.Get<BoardChoices>(),
            (q, v, h) => Boxed(q.CustomerAsync(v, h.Customer, default)),
            shows: true
        ),
        ["BoardChoices.PlacesAsync(Staff)"] = Office(
            s => s.Get<BoardChoices>(),
            (q, v, h) => Boxed(q.PlacesAsync(v, h.Customer, default)),
            shows: true
        ),
        ["BoardChoices.StaffAsync(Staff)"] = Office(s => s.Get<BoardChoices>(), (q, v, h) => Boxed(q.StaffAsync(v, default))),
        ["BoardChoices.NextMorningAsync(Staff)"] = Office(s => s.Get<BoardChoices>(), (q, v, h) => Boxed(q.NextMorningAsync(v, default))),
        ["BoardSnapshots.WatchAsync(Staff)"] = Office(
            s => s.Get<BoardSnapshots>(),
            async (q, v, h) =>
            {
                using var watch = await q.WatchAsync(v, _ => Task.CompletedTask, default);
                return watch.Snapshot;
            },
            shows: true
        ),
        ["ScheduleSnapshots.WatchAsync(Staff)"] = Office(
            s => s.Get<ScheduleSnapshots>(),
            async (q, v, h) =>
            {
                using var watch = await q.WatchAsync(v, s_visitDays, _ => Task.CompletedTask, default);
                return string.Join(' ', watch.Snapshot.Visits.Select(x => x.ToString()))
                    + string.Join(' ', watch.Snapshot.Waiting.Select(x => x.ToString()));
            },
            shows: true
        ),
        ["ScheduleTodayQuery.RunAsync(Staff)"] = Office(s => s.Get<ScheduleTodayQuery>(), (q, v, h) => Boxed(q.RunAsync(v, default))),
        ["VisitQuery.RunAsync(Staff)"] = Office(s => s.Get<VisitQuery>(), (q, v, h) => Boxed(q.RunAsync(v, h.Visit, default)), shows: true),
        ["MyDayQuery.RunAsync(Staff)"] = Office(
            s => s.Get<MyDayQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, s_visitDays.From, default)) // Of the household's own staff only who makes the visit sees it: MyDayTests.
        ),
        ["DraftEstimate.RunAsync(Staff)"] = Office(
            s => s.Get<DraftEstimate>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Job, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["SaveEstimateDraft.RunAsync(Staff)"] = Office(
            s => s.Get<SaveEstimateDraft>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Sent, h.SentRevision, Cast.AcRepair(1), RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["SendEstimate.RunAsync(Staff)"] = Office(
            s => s.Get<SendEstimate>(),
            (q, v, h) => Done(q.RunAsync(v, h.Draft, 0, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["WithdrawEstimate.RunAsync(Staff)"] = Office(
            s => s.Get<WithdrawEstimate>(),
            (q, v, h) => Done(q.RunAsync(v, h.Sent, "Taken back", RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["EstimatePageQuery.RunAsync(Staff)"] = Office(
            s => s.Get<EstimatePageQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Sent, default)),
            shows: true
        ),
        ["EstimatesQuery.RunAsync(Staff)"] = Office(s => s.Get<EstimatesQuery>(), (q, v, h) => Boxed(q.RunAsync(v, null, default)), shows: true),
        ["EstimatesQuery.FindJobAsync(Staff)"] = Office(
            s => s.Get<EstimatesQuery>(),
            (q, v, h) => Boxed(q.FindJobAsync(v, h.Job, default)),
            shows: true
        ),
        ["AddPriceItem.RunAsync(Staff)"] = Office(
            s => s.Get<AddPriceItem>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Entry(), RequestKey.New("matrix"), default)),
            s_control,
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["ChangePriceItem.RunAsync(Staff)"] = Office(
            s => s.Get<ChangePriceItem>(),
            (q, v, h) => Done(q.RunAsync(v, h.Price, 0, h.Entry(), RequestKey.New("matrix"), default)),
            s_control,
            changes: true
        ),
        ["OfferPriceItem.RunAsync(Staff)"] = Office(
            s => s.Get<OfferPriceItem>(),
            (q, v, h) => Done(q.RunAsync(v, h.Price, false, RequestKey.New("matrix"), default)),
            s_control,
            changes: true
        ),
        ["PriceBookQuery.RunAsync(Staff)"] = Office(
            s => s.Get<PriceBookQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, "", null, true, 100, default)),
            shows: true
        ),
        ["PriceBookQuery.SuggestAsync(Staff)"] = Office(
            s => s.Get<PriceBookQuery>(),
            (q, v, h) => Boxed(q.SuggestAsync(v, h.Canary, new Currency("USD"), default)),
            shows: true
        ),
        ["DuplicateEstimate.RunAsync(Staff)"] = Office(
            s => s.Get<DuplicateEstimate>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Sent, h.Job, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["RecordApproval.RunAsync(Staff)"] = Office(
            s => s.Get<RecordApproval>(),
            (q, v, h) =>
                Done(
                    q.RunAsync(
                        v,
                        h.Sent,
                        new ApprovalToRecord(
                            h.Shown,
                            new HashSet<string>(),
                            h.Total,
                            "Somebody",
                            ConsentKind.Phone,
                            new DateTime(2027, 6, 8, 12, 5, 0),
                            ""
                        ),
                        RequestKey.New("matrix"),
                        default
                    )
                ),
            s_dispatch,
            changes: true
        ),
        ["OpenEstimatesQuery.RunAsync(Staff)"] = Office(
            s => s.Get<OpenEstimatesQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Job, default)),
            shows: true
        ),
        ["TemplatesQuery.RunAsync(Staff)"] = Office(s => s.Get<TemplatesQuery>(), (q, v, h) => Boxed(q.RunAsync(v, default)), shows: true),
        ["KeepTemplate.RunAsync(Staff)"] = Office(
            s => s.Get<KeepTemplate>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Sent, "A template", RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["RenameTemplate.RunAsync(Staff)"] = Office(
            s => s.Get<RenameTemplate>(),
            (q, v, h) => Done(q.RunAsync(v, h.Template, "Renamed", RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["RemoveTemplate.RunAsync(Staff)"] = Office(
            s => s.Get<RemoveTemplate>(),
            (q, v, h) => Done(q.RunAsync(v, h.Template, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["RestoreTemplate.RunAsync(Staff)"] = Office(
            s => s.Get<RestoreTemplate>(),
            (q, v, h) => Done(q.RunAsync(v, h.Template, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["EstimateHistoryQuery.RunAsync(Staff)"] = Office(
            s => s.Get<EstimateHistoryQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Sent, default)),
            shows: true
        ),
        ["AnswerEmailWish.RunAsync(Staff)"] = Office(
            s => s.Get<AnswerEmailWish>(),
            (q, v, h) => Done(q.RunAsync(v, h.Customer, h.ContactId, "wanted@example.com", true, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["ChangeContact.RunAsync(Staff)"] = Office(
            s => s.Get<ChangeContact>(),
            (q, v, h) =>
                Done(
                    q.RunAsync(
                        v,
                        h.Customer,
                        h.ContactId,
                        new NewContact("Somebody", "somebody@example.com", "", ContactRights.Full),
                        RequestKey.New("matrix"),
                        default
                    )
                ),
            s_dispatch,
            changes: true
        ),
        ["MergeCustomers.RunAsync(Staff)"] = Office(
            s => s.Get<MergeCustomers>(),
            (q, v, h) => Done(q.RunAsync(v, h.Customer, h.Customer, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["LikelyDuplicatesQuery.RunAsync(Staff)"] = Office(
            s => s.Get<LikelyDuplicatesQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Customer, default))
        ),
        ["CorrectOwnContact.RunAsync(Visitor)"] = new(
            (services, person, h) =>
                Done(
                    services.Get<CorrectOwnContact>().RunAsync(person.Visitor!, new OwnContact("Somebody", "", ""), RequestKey.New("matrix"), default) // Only visitors try it.
                ),
            For.Contact,
            Changes: true,
            HasNoId: true
        ),
        ["AskForWork.RunAsync(Visitor)"] = Portal(
            s => s.Get<AskForWork>(),
            (q, v, h) => Boxed(q.RunAsync(v, new WorkToAsk("Work", "", "", h.Location), [], RequestKey.New("matrix"), default)),
            changes: true
        ),
        ["OwnPlacesQuery.RunAsync(PortalReader)"] = Portal(s => s.Get<OwnPlacesQuery>(), (q, v, h) => Boxed(q.RunAsync(v, default)), shows: true),
        ["AskForNewPrice.RunAsync(Visitor)"] = Portal(
            s => s.Get<AskForNewPrice>(),
            (q, v, h) => Done(q.RunAsync(v, h.Sent, "Words", RequestKey.New("matrix"), default)),
            changes: true
        ),
        ["RequestChanges.RunAsync(Visitor)"] = Portal(
            s => s.Get<RequestChanges>(),
            (q, v, h) => Done(q.RunAsync(v, h.Sent, "Words", RequestKey.New("matrix"), default)),
            changes: true
        ),
        ["MarkEstimateViewed.RunAsync(Visitor)"] = Portal(
            s => s.Get<MarkEstimateViewed>(),
            (q, v, h) => Done(q.RunAsync(v, h.Sent, 1, default)),
            changes: true
        ),
        ["TakeBackAnswer.RunAsync(Visitor)"] = Portal(
            s => s.Get<TakeBackAnswer>(),
            (q, v, h) => Done(q.RunAsync(v, h.Approved, RequestKey.New("matrix"), RequestOrigin.Of("203.0.113.9", "Test browser"), default)),
            changes: true
        ),
        ["EstimateTalkQuery.RunAsync(Staff)"] = Office(
            s => s.Get<EstimateTalkQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Sent, default)),
            shows: true
        ),
        ["ExtendEstimate.RunAsync(Staff)"] = Office(
            s => s.Get<ExtendEstimate>(),
            (q, v, h) => Done(q.RunAsync(v, h.Sent, new DateOnly(2027, 7, 22), RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["ReplyOnEstimate.RunAsync(Staff)"] = Office(
            s => s.Get<ReplyOnEstimate>(),
            (q, v, h) => Done(q.RunAsync(v, h.Sent, "Words", RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["LeadInboxQuery.RunAsync(Staff)"] = Office(
            s => s.Get<LeadInboxQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, LeadState.Open, default)),
            shows: true
        ) with
        {
            HasNoId = true,
        },
        ["LeadQuery.FindAsync(Staff)"] = Office(s => s.Get<LeadQuery>(), (q, v, h) => Boxed(q.FindAsync(v, h.Lead, default)), shows: true),
        ["FileQuery.FindAsync(Staff)"] = Office(
            s => s.Get<FileQuery>(),
            (q, v, h) => Boxed(q.FindAsync(v, h.OfficeFile.Value, false, default)),
            shows: true
        ),
        ["FileQuery.FindAsync(PortalReader)"] = Portal(
            s => s.Get<FileQuery>(),
            (q, v, h) => Boxed(q.FindAsync(v, h.File.Value, true, default)),
            shows: true
        ),
        ["SendMessage.RunAsync(Visitor)"] = Portal(
            s => s.Get<SendMessage>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Job, "Words", [], RequestKey.New("matrix"), default)),
            changes: true
        ),
        ["MarkRead.RunAsync(Visitor)"] = Portal(s => s.Get<MarkRead>(), (q, v, h) => Done(q.RunAsync(v, h.Job, 2, default)), changes: true),
        ["MarkRead.RunAsync(Staff)"] = Office(s => s.Get<MarkRead>(), (q, v, h) => Done(q.RunAsync(v, h.Talk, 2, default)), changes: true),
        ["PortalMessagesQuery.RunAsync(PortalReader)"] = Portal(
            s => s.Get<PortalMessagesQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Job, 50, default)),
            shows: true
        ),
        ["ReplyToCustomer.RunAsync(Staff)"] = Office(
            s => s.Get<ReplyToCustomer>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Talk, "Words", [], RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["WriteToCustomer.RunAsync(Staff)"] = Office(
            s => s.Get<WriteToCustomer>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Customer, h.Job, "Words", [], RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["AssignConversation.RunAsync(Staff)"] = Office(
            s => s.Get<AssignConversation>(),
            (q, v, h) => Done(q.RunAsync(v, h.Talk, h.Colleague, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["SettleConversation.RunAsync(Staff)"] = Office(
            s => s.Get<SettleConversation>(),
            (q, v, h) => Done(q.RunAsync(v, h.Talk, true, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["ConversationInboxQuery.RunAsync(Staff)"] = Office(
            s => s.Get<ConversationInboxQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, InboxFilter.All, default)),
            shows: true
        ) with
        {
            HasNoId = true,
        },
        ["ConversationInboxQuery.CountUnreadAsync(Staff)"] = Office(
            s => s.Get<ConversationInboxQuery>(),
            (q, v, h) => Boxed(q.CountUnreadAsync(v, default))
        ) with
        {
            HasNoId = true,
        },
        ["ConversationQuery.FindAsync(Staff)"] = Office(
            s => s.Get<ConversationQuery>(),
            (q, v, h) => Boxed(q.FindAsync(v, h.Talk, 50, default)),
            shows: true
        ),
        ["AddFile.RunAsync(Staff)"] = Office(
            s => s.Get<AddFile>(),
            (q, v, h) =>
                Boxed(
                    q.RunAsync(
                        v,
                        h.Job,
                        new SentFile("a.pdf", () => new MemoryStream("%PDF-1.7 %%EOF"u8.ToArray())),
                        true,
                        RequestKey.New("matrix"),
                        default
                    )
                ),
            changes: true
        ),
        ["RemoveFile.RunAsync(Staff)"] = Office(
            s => s.Get<RemoveFile>(),
            (q, v, h) => Done(q.RunAsync(v, h.File, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ) with
        {
            RefusedAs = FileRules.NotYours,
        },
        ["RestoreFile.RunAsync(Staff)"] = Office(
            s => s.Get<RestoreFile>(),
            (q, v, h) => Done(q.RunAsync(v, h.File, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ) with
        {
            RefusedAs = FileRules.NotYours,
        },
        ["ChangeRequestForm.RunAsync(Staff)"] = Office(
            s => s.Get<ChangeRequestForm>(),
            (q, v, h) => Done(q.RunAsync(v, RequestFormSettings.Default, RequestKey.New("matrix"), default)),
            s_control,
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["VisitSettingsQuery.RunAsync(Staff)"] = Office(s => s.Get<VisitSettingsQuery>(), (q, v, h) => Boxed(q.RunAsync(v, default))),
        ["ChangeVisitHours.RunAsync(Staff)"] = Office(
            s => s.Get<ChangeVisitHours>(),
            (q, v, h) => Done(q.RunAsync(v, VisitHours.Default, RequestKey.New("matrix"), default)),
            s_control,
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["WordingsQuery.OwnAsync(Staff)"] = Office(s => s.Get<WordingsQuery>(), (q, v, h) => Boxed(q.OwnAsync(v, default)), s_control) with
        {
            HasNoId = true,
        },
        ["WordingsQuery.RunAsync(Staff)"] = Office(
            s => s.Get<WordingsQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, "estimate-sent", default)),
            s_control
        ) with
        {
            HasNoId = true,
        },
        ["PreviewWording.RunAsync(Staff)"] = Office(
            s => s.Get<PreviewWording>(),
            (q, v, h) => Boxed(q.RunAsync(v, "estimate-sent", new MailWords("S", "T"), default)),
            s_control
        ) with
        {
            HasNoId = true,
        },
        ["ChangeWording.RunAsync(Staff)"] = Office(
            s => s.Get<ChangeWording>(),
            (q, v, h) => Done(q.RunAsync(v, "estimate-sent", new MailWords("S", "T"), RequestKey.New("matrix"), default)),
            s_control,
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["ResetWording.RunAsync(Staff)"] = Office(
            s => s.Get<ResetWording>(),
            (q, v, h) => Done(q.RunAsync(v, "estimate-sent", RequestKey.New("matrix"), default)),
            s_control,
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["SendTestMail.RunAsync(Staff)"] = Office(
            s => s.Get<SendTestMail>(),
            (q, v, h) => Boxed(q.RunAsync(v, "estimate-sent", new MailWords("S", "T"), default)),
            s_control,
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["DeliveriesQuery.RunAsync(Staff)"] = Office(
            s => s.Get<DeliveriesQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, null, 50, default)),
            s_dispatch
        ) with
        {
            HasNoId = true,
        },
        ["DeliveriesQuery.OfRecordAsync(Staff)"] = Office(
            s => s.Get<DeliveriesQuery>(),
            (q, v, h) => Boxed(q.OfRecordAsync(v, h.SentId.Value, default)),
            s_dispatch
        ),
        ["DeliveriesQuery.OfJobAsync(Staff)"] = Office(
            s => s.Get<DeliveriesQuery>(),
            (q, v, h) => Boxed(q.OfJobAsync(v, h.JobId, default)),
            s_dispatch
        ),
        ["DeliveriesQuery.OfCustomerAsync(Staff)"] = Office(
            s => s.Get<DeliveriesQuery>(),
            (q, v, h) => Boxed(q.OfCustomerAsync(v, h.Customer, default)),
            s_dispatch
        ),
        ["ResendMail.RunAsync(Staff)"] = Office(
            s => s.Get<ResendMail>(),
            (q, v, h) => Done(q.RunAsync(v, h.Mail, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["SweepsQuery.RunAsync(Staff)"] = Office(s => s.Get<SweepsQuery>(), (q, v, h) => Boxed(q.RunAsync(v, default)), [StaffRole.Owner]) with
        {
            HasNoId = true,
        },
        ["RunSweepNow.RunAsync(Staff)"] = Office(
            s => s.Get<RunSweepNow>(),
            (q, v, h) => Done(q.RunAsync(v, OutboxKinds.TidyWorkspace, RequestKey.New("matrix"), default)),
            [StaffRole.Owner],
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["NotificationsQuery.RunAsync(Staff)"] = Office(s => s.Get<NotificationsQuery>(), (q, v, h) => Boxed(q.RunAsync(v, default)), s_control) with
        {
            HasNoId = true,
        },
        ["ChangeNotifications.RunAsync(Staff)"] = Office(
            s => s.Get<ChangeNotifications>(),
            (q, v, h) => Done(q.RunAsync(v, NotificationSettings.Default with { LeadWaitingHours = 5 }, RequestKey.New("matrix"), default)),
            s_control,
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["OwnMailsQuery.RunAsync(Staff)"] = Office(s => s.Get<OwnMailsQuery>(), (q, v, h) => Boxed(q.RunAsync(v, default))) with { HasNoId = true },
        ["ChooseOwnMails.RunAsync(Staff)"] = Office(
            s => s.Get<ChooseOwnMails>(),
            (q, v, h) => Done(q.RunAsync(v, ["message/staff"], RequestKey.New("matrix"), default)),
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["ChangeBrandKit.RunAsync(Staff)"] = Office(
            s => s.Get<ChangeBrandKit>(),
            (q, v, h) => Done(q.RunAsync(v, new BrandChoice("#123456", "#654321", "Device"), RequestKey.New("matrix"), default)),
            s_control,
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["AddBrandPicture.RunAsync(Staff)"] = Office(
            s => s.Get<AddBrandPicture>(),
            (q, v, h) =>
                Boxed(
                    q.RunAsync(
                        v,
                        Samples.Picture(8, 8, SkiaSharp.SKEncodedImageFormat.Png),
                        PictureCrop.None,
                        BrandPlace.Logo,
                        RequestKey.New("matrix"),
                        default
                    )
                ),
            s_control,
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["BrandPictureQuery.FindAsync(Id`1)"] = new(
            (_, _, _) => Nothing(),
            For.Elsewhere,
            Why: "A company's logo is for anyone who has its address; that no other company's opens there: BrandPictureTests."
        ),
        ["HistoryQuery.RunAsync(Staff)"] = Office(
            s => s.Get<HistoryQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, HistoryFilter.All, null, default)),
            s_control
        ) with
        {
            HasNoId = true,
        },
        ["HistoryQuery.PeopleAsync(Staff)"] = Office(s => s.Get<HistoryQuery>(), (q, v, h) => Boxed(q.PeopleAsync(v, default)), s_control) with
        {
            HasNoId = true,
        },
        ["CompanyLooksQuery.RunAsync(Staff)"] = Office(
            s => s.Get<CompanyLooksQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, new BrandChoice(null, null, null), default))
        ) with
        {
            HasNoId = true,
        },
        ["ExportsQuery.RunAsync(Staff)"] = Office(s => s.Get<ExportsQuery>(), (q, v, h) => Boxed(q.RunAsync(v, default)), [StaffRole.Owner]),
        ["AskForExport.RunAsync(Staff)"] = Office(
            s => s.Get<AskForExport>(),
            (q, v, h) => Boxed(q.RunAsync(v, RequestKey.New("matrix"), default)),
            [StaffRole.Owner],
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["FetchExport.RunAsync(Staff)"] = Office(
            s => s.Get<FetchExport>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Export, RequestKey.New("matrix"), default)),
            [StaffRole.Owner],
            changes: true
        ),
        ["FetchExport.PartAsync(Staff)"] = Office(
            s => s.Get<FetchExport>(),
            (q, v, h) => Boxed(q.PartAsync(v, h.Export, 1, default)),
            [StaffRole.Owner]
        ),
        ["ClosingQuery.RunAsync(Staff)"] = Office(s => s.Get<ClosingQuery>(), (q, v, h) => Boxed(q.RunAsync(v, default)), [StaffRole.Owner]) with
        {
            HasNoId = true,
        },
        ["ShutCompany.RunAsync(Staff)"] = Office(
            s => s.Get<ShutCompany>(),
            (q, v, h) => Done(q.RunAsync(v, "", RequestKey.New("matrix"), default)),
            [StaffRole.Owner],
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["ReopenCompany.RunAsync(Staff)"] = Office(
            s => s.Get<ReopenCompany>(),
            (q, v, h) => Done(q.RunAsync(v, RequestKey.New("matrix"), default)),
            [StaffRole.Owner],
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["ChangeCompany.RunAsync(Staff)"] = Office(
            s => s.Get<ChangeCompany>(),
            (q, v, h) => Done(q.RunAsync(v, new CompanyForm("Matrix", CompanyDetails.None, []), RequestKey.New("matrix"), default)),
            s_control,
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["FollowUpLead.RunAsync(Staff)"] = Office(
            s => s.Get<FollowUpLead>(),
            (q, v, h) => Done(q.RunAsync(v, h.Lead, null, "Later", RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["LoseLead.RunAsync(Staff)"] = Office(
            s => s.Get<LoseLead>(),
            (q, v, h) => Done(q.RunAsync(v, h.Lead, "No", RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["ReopenLead.RunAsync(Staff)"] = Office(
            s => s.Get<ReopenLead>(),
            (q, v, h) => Done(q.RunAsync(v, h.Lead, RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["ConvertLead.RunAsync(Staff)"] = Office(
            s => s.Get<ConvertLead>(),
            (q, v, h) => Boxed(q.RunAsync(v, h.Lead, new LeadConversion(h.Customer, "Work"), RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["TakeRequest.RunAsync(Id`1)"] = new(
            (_, _, _) => Nothing(),
            For.Elsewhere,
            Why: "Anyone may leave a request with a company, and is told nothing but its number: TakeRequestTests."
        ),
        ["PaymentSettingsQuery.RunAsync(Staff)"] = Office(
            s => s.Get<PaymentSettingsQuery>(),
            (q, v, h) => Boxed(q.RunAsync(v, default)),
            s_control
        ) with
        {
            HasNoId = true,
        },
        ["PaymentsQuery.RunAsync(Staff)"] = Office(s => s.Get<PaymentsQuery>(), (q, v, h) => Boxed(q.RunAsync(v, 50, default)), s_dispatch) with
        {
            HasNoId = true,
        },
        ["ApplyUnapplied.RunAsync(Staff)"] = Office(
            s => s.Get<ApplyUnapplied>(),
            (q, v, h) => Done(q.RunAsync(v, h.Invoice, h.Unpaid, new Money(100, new Currency("USD")), RequestKey.New("matrix"), default)),
            s_dispatch,
            changes: true
        ),
        ["RefundPayment.RunAsync(Staff)"] = Office(
            s => s.Get<RefundPayment>(),
            (q, v, h) => Done(q.RunAsync(v, h.CashPayment, new Money(100, new Currency("USD")), "", RequestKey.New("matrix"), default)),
            s_control,
            changes: true
        ),
        ["ConnectPayments.RunAsync(Staff)"] = Office(
            s => s.Get<ConnectPayments>(),
            (q, v, h) => Done(q.RunAsync(v, "sk_test_0123456789abcdef0123", RequestKey.New("matrix"), default)),
            s_control,
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["SetWebhookSecret.RunAsync(Staff)"] = Office(
            s => s.Get<SetWebhookSecret>(),
            (q, v, h) => Done(q.RunAsync(v, "whsec_0123456789abcdef", RequestKey.New("matrix"), default)),
            s_control,
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["SubscribeWebhook.RunAsync(Staff)"] = Office(
            s => s.Get<SubscribeWebhook>(),
            (q, v, h) => Done(q.RunAsync(v, RequestKey.New("matrix"), default)),
            s_control,
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["ChangePaymentTerms.RunAsync(Staff)"] = Office(
            s => s.Get<ChangePaymentTerms>(),
            (q, v, h) => Done(q.RunAsync(v, 5_000, RequestKey.New("matrix"), default)),
            s_control,
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["ChangeExtras.RunAsync(Staff)"] = Office(
            s => s.Get<ChangeExtras>(),
            (q, v, h) => Done(q.RunAsync(v, new ExtraTerms(2.5m, 0, "", true, [10]), RequestKey.New("matrix"), default)),
            s_control,
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["DisconnectPayments.RunAsync(Staff)"] = Office(
            s => s.Get<DisconnectPayments>(),
            (q, v, h) => Done(q.RunAsync(v, RequestKey.New("matrix"), default)),
            s_control,
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["ChangePortalSettings.RunAsync(Staff)"] = Office(
            s => s.Get<ChangePortalSettings>(),
            (q, v, h) => Done(q.RunAsync(v, new PortalSettings(false, 1, 1), RequestKey.New("matrix"), default)),
            s_control,
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["PortalControlQuery.RunAsync(Staff)"] = Office(s => s.Get<PortalControlQuery>(), (q, v, h) => Boxed(q.RunAsync(v, default)), s_control) with
        {
            HasNoId = true,
        },
        ["TeamQuery.RunAsync(Staff)"] = Office(s => s.Get<TeamQuery>(), (q, v, h) => Boxed(q.RunAsync(v, default))),
        ["InviteStaff.RunAsync(Staff)"] = Office(
            s => s.Get<InviteStaff>(),
            (q, v, h) => Done(q.RunAsync(v, $"{Guid.NewGuid():N}@example.com", "Somebody", StaffRole.Technician, RequestKey.New("matrix"), default)),
            s_control,
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["ResendInvitation.RunAsync(Staff)"] = Office(
            s => s.Get<ResendInvitation>(),
            (q, v, h) => Done(q.RunAsync(v, h.TeamInvitation, RequestKey.New("matrix"), default)),
            s_control,
            changes: true
        ),
        ["WithdrawInvitation.RunAsync(Staff)"] = Office(
            s => s.Get<WithdrawInvitation>(),
            (q, v, h) => Done(q.RunAsync(v, h.TeamInvitation, RequestKey.New("matrix"), default)),
            s_control,
            changes: true
        ),
        ["ChangeStaffRole.RunAsync(Staff)"] = Office(
            s => s.Get<ChangeStaffRole>(),
            (q, v, h) => Done(q.RunAsync(v, h.Newcomer, StaffRole.Dispatcher, RequestKey.New("matrix"), default)),
            s_control,
            changes: true
        ),
        ["RemoveStaff.RunAsync(Staff)"] = Office(
            s => s.Get<RemoveStaff>(),
            (q, v, h) => Done(q.RunAsync(v, h.Newcomer, RequestKey.New("matrix"), default)),
            s_control,
            changes: true
        ),
        ["RequireSecondStep.RunAsync(Staff)"] = Office(
            s => s.Get<RequireSecondStep>(),
            (q, v, h) => Done(q.RunAsync(v, true, RequestKey.New("matrix"), default)),
            s_control,
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["ResetSecondStep.RunAsync(Staff)"] = Office(
            s => s.Get<ResetSecondStep>(),
            (q, v, h) => Done(q.RunAsync(v, h.Newcomer, RequestKey.New("matrix"), default)),
            [StaffRole.Owner],
            changes: true
        ),
        ["EndTeamSession.RunAsync(Staff)"] = Office(
            s => s.Get<EndTeamSession>(),
            (q, v, h) => Done(q.RunAsync(v, h.ColleagueSession, RequestKey.New("matrix"), default)),
            s_control,
            changes: true
        ),
        ["EndStaffSession.RunAsync(Staff)"] = Office(
            s => s.Get<EndStaffSession>(),
            (q, v, h) => Done(q.RunAsync(v, h.ColleagueSession, default)),
            changes: true
        ),
        ["OwnDetailsQuery.RunAsync(Staff)"] = Office(s => s.Get<OwnDetailsQuery>(), (q, v, h) => Boxed(q.RunAsync(v, default))),
        ["DescribeSelf.RunAsync(Staff)"] = Office(
            s => s.Get<DescribeSelf>(),
            (q, v, h) => Done(q.RunAsync(v, v.StaffName, "", RequestKey.New("matrix"), default)),
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["ShowOwnPhoto.RunAsync(Staff)"] = Office(
            s => s.Get<ShowOwnPhoto>(),
            (q, v, h) =>
                Done(
                    q.RunAsync(
                        v,
                        new SentFile("a.png", () => new MemoryStream(Files.Samples.Picture(9, 9, SkiaSharp.SKEncodedImageFormat.Png))),
                        RequestKey.New("matrix"),
                        default
                    )
                ),
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["RemoveOwnPhoto.RunAsync(Staff)"] = Office(
            s => s.Get<RemoveOwnPhoto>(),
            (q, v, h) => Done(q.RunAsync(v, RequestKey.New("matrix"), default)),
            changes: true
        ) with
        {
            HasNoId = true,
        },
        ["OwnStaffSessionsQuery.RunAsync(Staff)"] = Office(s => s.Get<OwnStaffSessionsQuery>(), (q, v, h) => Boxed(q.RunAsync(v, default))),

        // By something that only its owner holds, or by an address that anyone may write.
        ["SetupLinkQuery.FindAsync(String)"] = Open((s, h) => Boxed(s.Get<SetupLinkQuery>().FindAsync(h.DeadTokens[1], default))),
        ["RedeemSetupLink.RunAsync(String)"] = Open(
            (s, h) =>
                Boxed(
                    s.Get<RedeemSetupLink>()
                        .RunAsync(
                            h.DeadTokens[0],
                            null,
                            new Browser(Guid.NewGuid(), Household.Secret()),
                            RequestOrigin.Of("203.0.113.9", "Test browser"),
                            default
                        )
                )
        ),
        ["RequestNewLink.ByTokenAsync(String)"] = new(
            (_, _, _) => Nothing(),
            For.Elsewhere,
            Why: "Mails the contact of the dead link: SetupLinkTests."
        ),
        ["RequestNewLink.ByEmailAsync(Id`1)"] = Open(
            (s, h) => Done(s.Get<RequestNewLink>().ByEmailAsync(h.Elsewhere.Id, h.Email, Guid.NewGuid().ToString(), default))
        ),
        ["PortalDoor.FindAsync(String)"] = Open(
            async (s, h) => (await s.Get<PortalDoor>().FindAsync(h.Elsewhere.Slug, Household.HashOf(h.Exists ? h.Own.Browser : "x"), default))?.Reader
        ),
        ["VerifyConsentQuery.RunAsync(String)"] = new(
            (s, _, h) => Boxed(s.Get<VerifyConsentQuery>().RunAsync(h.ConsentHash, default)),
            For.Elsewhere,
            Why: "Says to anyone who has the hash that it is intact, and no names: tried as a route."
        ),
        ["StaffSessions.FindAsync(Byte[])"] = Open((s, h) => Boxed(s.Get<StaffSessions>().FindAsync(Household.HashOf(h.DeadTokens[0]), default))),
        ["StaffSessions.FindAtDoorAsync(Byte[])"] = Open(
            (s, h) => Boxed(s.Get<StaffSessions>().FindAtDoorAsync(Household.HashOf(h.DeadTokens[0]), default))
        ),
        ["AdmitStaff.RunAsync(Guid)"] = Open((s, h) => Boxed(s.Get<AdmitStaff>().RunAsync(h.ColleagueUser, h.Elsewhere.Id, "Test browser", default))),
        ["FinishSignIn.RunAsync(String)"] = Open(
            (s, h) => Boxed(s.Get<FinishSignIn>().RunAsync(h.DeadTokens[1], "000000", "203.0.113.9", "Test browser", default))
        ),
        ["FinishSignIn.WhoseAsync(String)"] = Open((s, h) => Boxed(s.Get<FinishSignIn>().WhoseAsync(h.DeadTokens[1], default))),
        ["AddPasskey.RunAsync(StaffSignIn)"] = new((_, _, _) => Nothing(), For.Elsewhere, Why: "By the user that the sign-in itself names."),
        ["RenamePasskey.RunAsync(StaffSignIn)"] = new((_, _, _) => Nothing(), For.Elsewhere, Why: "As above; another's passkey is none of theirs."),
        ["RemovePasskey.RunAsync(StaffSignIn)"] = new((_, _, _) => Nothing(), For.Elsewhere, Why: "As above."),
        ["ConfirmSessionByPasskey.RunAsync(StaffSignIn)"] = new((_, _, _) => Nothing(), For.Elsewhere, Why: "As above."),
        ["SignInWithPasskey.RunAsync(PasskeySigned)"] = new(
            (_, _, _) => Nothing(),
            For.Elsewhere,
            Why: "By whoever the passkey itself names, once it was judged: PasskeyTests."
        ),
        ["FinishSignIn.IsWaitingAsync(String)"] = Open((s, h) => Boxed(s.Get<FinishSignIn>().IsWaitingAsync(h.DeadTokens[1], default))),
        ["SecondStepQuery.RunAsync(StaffSignIn)"] = new((_, _, _) => Nothing(), For.Elsewhere, Why: "By the user that the sign-in itself names."),
        ["BeginAuthenticator.RunAsync(StaffSignIn)"] = new((_, _, _) => Nothing(), For.Elsewhere, Why: "As above."),
        ["DropAuthenticatorKey.RunAsync(StaffSignIn)"] = new((_, _, _) => Nothing(), For.Elsewhere, Why: "As above."),
        ["ConfirmAuthenticator.RunAsync(StaffSignIn)"] = new((_, _, _) => Nothing(), For.Elsewhere, Why: "As above."),
        ["RenewRecoveryCodes.RunAsync(StaffSignIn)"] = new((_, _, _) => Nothing(), For.Elsewhere, Why: "As above."),
        ["TurnOffAuthenticator.RunAsync(StaffSignIn)"] = new((_, _, _) => Nothing(), For.Elsewhere, Why: "As above."),
        ["ConfirmSession.RunAsync(StaffSignIn)"] = new((_, _, _) => Nothing(), For.Elsewhere, Why: "As above."),
        ["SignInStaff.RunAsync(String)"] = Open(
            (s, h) => Boxed(s.Get<SignInStaff>().RunAsync(h.Email, Cast.Password, Guid.NewGuid().ToString(), "Test browser", default))
        ),
        ["AskForPasswordReset.RunAsync(String)"] = Open(
            (s, h) => Done(s.Get<AskForPasswordReset>().RunAsync(h.Email, Guid.NewGuid().ToString(), default))
        ),
        ["SignUpCompany.RunAsync(SignUpForm)"] = Open(
            (s, h) =>
                Done(s.Get<SignUpCompany>().RunAsync(new SignUpForm("", "", h.Email, "", "", "", "", ""), Guid.NewGuid(), "203.0.113.9", default))
        ),
        ["InvitationQuery.RunAsync(String)"] = Open((s, h) => Boxed(s.Get<InvitationQuery>().RunAsync(h.DeadTokens[1], default))),
        ["JoinTeam.RunAsync(String)"] = Open(
            (s, h) => Boxed(s.Get<JoinTeam>().RunAsync(h.DeadTokens[1], "Somebody", "a new password", "203.0.113.9", "Test browser", default))
        ),
        ["ResetPassword.RunAsync(String)"] = Open(
            (s, h) => Done(s.Get<ResetPassword>().RunAsync($"{h.ColleagueUser:N}.Zm9v", "a new password", default))
        ),
        ["ResetPassword.RequireLivingAsync(String)"] = Open((s, h) => Done(s.Get<ResetPassword>().RequireLivingAsync($"{h.ColleagueUser:N}.Zm9v"))),
        ["SwitchWorkspace.RunAsync(StaffSignIn)"] = Office(
            s => s.Get<SwitchWorkspace>(),
            (q, v, h) =>
                h.Company.Id == v.WorkspaceId
                    ? Nothing()
                    : Boxed(
                        q.RunAsync(new StaffSignIn(v, "", Guid.NewGuid()), h.Exists ? h.Company.Id : Id<Workspace>.New(), "Test browser", default)
                    ),
            changes: true
        ),
        ["BeginStaffSession.RunAsync(Guid)"] = Open(
            (s, h) => Boxed(s.Get<BeginStaffSession>().RunAsync(h.ColleagueUser, h.Elsewhere.Id, "Test browser", default))
        ),
        ["StaffSeatsQuery.RunAsync(Guid)"] = new((_, _, _) => Nothing(), For.Elsewhere, Why: "By the user that the sign-in itself names."),
        ["MintPasswordReset.RunAsync(Guid)"] = new(
            (_, _, _) => Nothing(),
            For.Elsewhere,
            Why: "Called by its mail alone, for the user whom the mail goes to."
        ),
        ["WorkspaceViews.FindAsync(Id`1)"] = new(
            (_, _, _) => Nothing(),
            For.Elsewhere,
            Why: "What a company looks like, which its address shows to anyone."
        ),
        ["CurrentStaff.GetAsync()"] = new((_, _, _) => Nothing(), For.Elsewhere, Why: "Reads the circuit's own identity."),
        ["CurrentStaff.GetSignInAsync()"] = new((_, _, _) => Nothing(), For.Elsewhere, Why: "Reads the circuit's own identity."),
        ["CurrentStaff.GetWorkspaceAsync(CancellationToken)"] = new((_, _, _) => Nothing(), For.Elsewhere, Why: "Reads the circuit's own company."),
    };

    /// <summary>Which of another's records a background task is given, while it runs for a workspace that has nothing to do with them.</summary>
    public static readonly IReadOnlyDictionary<string, Func<Household, IEnumerable<Guid>>> Tasks = new Dictionary<
        string,
        Func<Household, IEnumerable<Guid>>
    >
    {
        ["estimate.sent"] = h => h.Lines.Values,
        ["estimate.approved"] = h => h.Lines.Values,
        ["estimate.declined"] = h => h.Lines.Values,
        ["estimate.approval-taken-back"] = h => h.Lines.Values,
        ["estimate.changes-requested"] = h => h.Lines.Values,
        ["estimate.decline-taken-back"] = h => h.Lines.Values,
        ["estimate.extended"] = h => h.Lines.Values,
        ["estimate.new-price-asked"] = h => h.Lines.Values,
        ["estimate.replied"] = h => h.Lines.Values,
        ["estimate.viewed"] = h => h.Lines.Values,
        ["estimate.expired"] = h => h.Lines.Values,
        ["appointment.done"] = h => h.Lines.Values,
        [AppointmentReminded.Name] = h => h.Lines.Values,
        [EstimateReminded.Unanswered] = h => h.Lines.Values,
        [EstimateReminded.Expiring] = h => h.Lines.Values,
        [InvoiceReminded.DueSoon] = h => h.Lines.Values,
        [InvoiceReminded.Overdue] = h => h.Lines.Values,
        [LeadWaits.Waiting] = h => h.Lines.Values,
        [OutboxKinds.SweepReminders] = h => [h.Company.Id.Value],
        [OutboxKinds.SweepOverdue] = h => [h.Company.Id.Value],
        [OutboxKinds.SweepEstimates] = h => [h.Company.Id.Value],
        [OutboxKinds.SweepOutbox] = h => [h.Company.Id.Value],
        [OutboxKinds.SweepLinks] = h => [h.Company.Id.Value],
        [OutboxKinds.SweepSessions] = h => [h.Company.Id.Value],
        ["invoice.sent"] = h => h.Lines.Values,
        ["lead.received"] = h => h.Lines.Values,
        [SecondStepChanged.EventKind] = h => h.Lines.Values,
        [SecondStepRequired.EventKind] = h => h.Lines.Values,
        ["staff.invited"] = h => h.Lines.Values,
        ["export.ready"] = h => h.Lines.Values,
        [WorkspaceShut.EventKind] = h => h.Lines.Values,
        [WorkspaceReopened.EventKind] = h => h.Lines.Values,
        [OutboxKinds.EndWorkspace] = h => [h.Company.Id.Value],
        [OutboxKinds.ExportWorkspace] = h => [h.Export.Value],
        ["staff.invitation-resent"] = h => h.Lines.Values,
        ["invoice.payment"] = h => h.Lines.Values,
        ["invoice.refunded"] = h => h.Lines.Values,
        ["checkout.failed"] = h => h.Lines.Values,
        [AppointmentTold.Name] = h => h.Lines.Values,
        ["appointment.on-my-way"] = h => h.Lines.Values,
        ["appointment.confirmed"] = h => h.Lines.Values,
        ["appointment.time-requested"] = h => h.Lines.Values,
        [OutboxKinds.TellVisit] = h => [h.Visit.Value],
        [OutboxKinds.RemindVisit] = h => [h.Visit.Value],
        [OutboxKinds.MailMessages] = h => [h.Talk.Value],
        [OutboxKinds.MailMessagesToOffice] = h => [h.Talk.Value],
        [OutboxKinds.MailLink] = h => [h.Link.Value],
        [OutboxKinds.InviteCustomers] = h => [h.ManyInvited.Value],
        [OutboxKinds.MailPasswordReset] = h => [h.ColleagueUser],
        [OutboxKinds.ExpireEstimate] = h => [h.SentId.Value],
        [OutboxKinds.ReadPayments] = h => [h.InvoiceId.Value],
        [OutboxKinds.LookAtCheckout] = h => [h.InvoiceId.Value],
        [OutboxKinds.ReconcilePayments] = h => [h.InvoiceId.Value],
        [OutboxKinds.TidyWorkspace] = h => [h.Company.Id.Value],
    };

    private static VisitDescription Words(Household house) => new("Visit", house.Colleague, [], house.Location, "", "");

    private static VisitTime VisitAt(int day) =>
        new(new DateTime(2027, 6, day, 9, 0, 0), TimeSpan.FromHours(1), new TimeWindow(new TimeOnly(9, 0), new TimeOnly(10, 0)));

    private static T Get<T>(this IServiceProvider services)
        where T : notnull => services.GetRequiredService<T>();

    private static Errand Portal<T>(
        Func<IServiceProvider, T> find,
        Func<T, Visitor, Household, Task<object?>> call,
        bool changes = false,
        bool shows = false
    ) => new((services, person, house) => call(find(services), person.Visitor!, house), For.Contact, Changes: changes, Shows: shows); // Only visitors try it.

    private static Errand Office<T>(
        Func<IServiceProvider, T> find,
        Func<T, Staff, Household, Task<object?>> call,
        StaffRole[]? may = null,
        bool changes = false,
        bool shows = false
    ) => new((services, person, house) => call(find(services), person.Staff!, house), For.Staff, may, changes, shows); // Only staff try it.

    private static Errand Open(Func<IServiceProvider, Household, Task<object?>> call) =>
        new((services, _, house) => call(services, house), For.Anyone, Changes: true);

    private static async Task<object?> Boxed<T>(Task<T> task) => await task;

    private static async Task<object?> Done(Task task)
    {
        await task;
        return "done";
    }

    private static Task<object?> Nothing() => Task.FromResult<object?>("nothing tried");
}
