using Altitude.Domain.Workspaces;
using Altitude.Web.Components;
using Altitude.Web.Features.Appointments;
using Altitude.Web.Features.Conversations;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Features.Invoices;
using Altitude.Web.Features.Leads;
using Altitude.Web.Features.Payments;
using Altitude.Web.Features.PortalAccess;
using Altitude.Web.Features.PortalAccess.Emails;

namespace Altitude.Web.Email;

/// <summary>A mail to customers whose words a company may write itself.</summary>
/// <param name="Kind">As the delivery log names it.</param>
/// <param name="Name">As the office names it.</param>
/// <param name="Own">Variables beside those of every mail.</param>
public sealed record CustomerMail(string Kind, string Name, IReadOnlyList<string> Own, Func<System.Globalization.CultureInfo, MailWords> House)
{
    /// <summary>Variables that every mail has.</summary>
    public static readonly IReadOnlyList<string> Common = ["customer.first_name", "customer.name", "company.name", "company.phone", "company.email"];

    /// <summary>Whoever sends the public form has shown nobody who they are: the copy repeats nothing that they wrote, their name included.</summary>
    public bool IsToStranger => Kind == "request-received";

    public IReadOnlyList<string> Variables => [.. Common.Where(v => !IsToStranger || !v.StartsWith("customer.", StringComparison.Ordinal)), .. Own];

    public string Topic => NotificationTable.OfMail(Kind)?.Event.Topic ?? "Other";
}

/// <summary>Every mail to customers that has words of its own, with the house's words as they would be written with variables.</summary>
public static class CustomerMails
{
    private static readonly string[] s_estimate = ["estimate.number", "job.title", "estimate.total", "estimate.approve_by"];
    private static readonly string[] s_visit = ["appointment.title", "appointment.when", "appointment.time", "technician.name"];
    private static readonly string[] s_invoice = ["invoice.number", "job.title", "invoice.balance", "invoice.due_on"];
    private static readonly string[] s_payment = ["payment.amount", "invoice.number", "job.title"];

    public static readonly IReadOnlyList<CustomerMail> All =
    [
        new(
            "new-link",
            "A new link, asked for",
            [],
            culture =>
                new(
                    new PortalAccessTexts(culture).HereIsYourNewLinkTo("{{company.name}}"),
                    Greeted(new PortalAccessTexts(culture).ThisButtonOpens("{{company.name}}"), culture)
                )
        ),
        Estimate("estimate-sent", "Estimate sent", t => (t.EstimateFor(Number, Title), t.HasPrepared(Company, Title))),
        Estimate(
            "estimate-extended",
            "Estimate extended",
            t => (t.IsOpenUntil(Number, "{{estimate.approve_by}}", Title), t.HasExtended(Company, Title))
        ),
        Estimate("estimate-approved", "Approval, as a copy", t => (t.YouApprovedEstimate(Number), t.ThankYou(Company, Number, Title))),
        Mail("estimate-declined", "Decline, as a copy", s_estimate, t => (t.DeclinedSubject(Number), t.Declined(Company, Number, Title))),
        Estimate(
            "estimate-replied",
            "Your answer about an estimate",
            t => (t.AnsweredAbout(Company, Number), t.WroteAbout("{{staff.name}}", Company, Number, Title)),
            "staff.name"
        ),
        Mail("estimate-unanswered", "No answer yet", s_estimate, t => (t.UnansweredSubject(Number, Title), t.Unanswered(Company, Title))),
        Mail(
            "estimate-expiring",
            "Estimate about to expire",
            s_estimate,
            t => (t.ExpiringSubject(Number, Title), t.Expiring(Company, Title, "{{estimate.approve_by}}"))
        ),
        Mail("estimate-expired", "Estimate expired", s_estimate, t => (t.ExpiredSubject(Number, Title), t.Expired(Company, Title))),
        Visit("appointment-booked", "Visit booked", t => (t.MailBookedSubject(When, VisitTitle), t.MailBooked(Company))),
        Visit("appointment-moved", "Visit moved", t => (t.MailMovedSubject(When), t.MailMoved(Company))),
        Visit("appointment-accepted", "Another time, agreed to", t => (t.MailAcceptedSubject(When), t.MailAccepted(Company))),
        Visit("appointment-declined", "Another time, not possible", t => (t.MailDeclinedSubject(When), t.MailDeclined(Company))),
        Visit("appointment-cancelled", "Visit cancelled", t => (t.MailCancelledSubject(When), t.MailCancelled(Company))),
        Visit("appointment-restored", "Visit takes place after all", t => (t.MailRestoredSubject(When, VisitTitle), t.MailRestored(Company))),
        Visit("appointment-reminder", "Visit reminder", t => (t.MailReminderDaySubject(When, VisitTitle), t.MailReminder(Company))),
        Visit(
            "appointment-on-my-way",
            "On my way",
            t => (t.MailOnMyWaySubject("{{technician.name}}"), t.MailOnMyWay("{{technician.name}}", Company))
        ),
        Mail("appointment-confirmed", "Confirmation, as a copy", s_visit, t => (t.ConfirmedSubject(When), t.Confirmed(Company))),
        Mail("appointment-done", "Visit done", s_visit, t => (t.DoneSubject(VisitTitle), t.Done(Company))),
        new(
            "invoice-sent",
            "Invoice sent",
            s_invoice,
            culture =>
                new(
                    new InvoiceTexts(culture).MailSubject("{{invoice.number}}", Company, "{{invoice.balance}}", "{{invoice.due_on}}"),
                    Greeted(new InvoiceTexts(culture).MailOpening(Company, Title), culture)
                )
        ),
        Mail(
            "invoice-due-soon",
            "Invoice due soon",
            s_invoice,
            t =>
                (t.DueSoonSubject("{{invoice.number}}", "{{invoice.due_on}}", "{{invoice.balance}}"), t.DueSoon(Company, Title, "{{invoice.due_on}}"))
        ),
        Mail(
            "invoice-overdue",
            "Invoice overdue",
            s_invoice,
            t => (t.OverdueSubject("{{invoice.number}}", "{{invoice.balance}}"), t.Overdue(Company, Title, "{{invoice.due_on}}"))
        ),
        Money(
            "receipt",
            "Receipt",
            t => (t.ReceiptSubject(Amount, "{{invoice.number}}"), t.ReceiptIntro(Company, Amount, "{{invoice.number}}", Title))
        ),
        Money(
            "refund",
            "Refund",
            t => (t.RefundSubject(Company, Amount, "{{invoice.number}}"), t.RefundIntro(Company, Amount, "{{invoice.number}}"))
        ),
        Money("payment-failed", "Payment failed", t => (t.FailedSubject(Amount, "{{invoice.number}}"), t.FailedIntro(Amount, "{{invoice.number}}"))),
        new(
            "messages",
            "Message",
            ["messages.about"],
            culture =>
                new(
                    new ConversationTexts(culture).MailSubjectGeneral(Company),
                    Greeted(new ConversationTexts(culture).MailSubjectGeneral(Company) + ".", culture)
                )
        ),
        new(
            "request-received",
            "Request for work, as a copy",
            ["request.number"],
            culture =>
                new(
                    new LeadTexts(culture).MailSubject(Company, "{{request.number}}"),
                    $"{new LeadTexts(culture).MailHello}\n\n{new LeadTexts(culture).MailReceived(Company, "{{request.number}}")}\n\n{new LeadTexts(culture).MailNothingOwed}"
                )
        ),
    ];

    private const string Company = "{{company.name}}";
    private const string Number = "{{estimate.number}}";
    private const string Title = "{{job.title}}";
    private const string When = "{{appointment.when}}";
    private const string VisitTitle = "{{appointment.title}}";
    private const string Amount = "{{payment.amount}}";

    public static CustomerMail? Find(string kind) => All.FirstOrDefault(m => m.Kind == kind);

    /// <summary>A mail with the figures of the demo's story, so that a company sees what its words come to.</summary>
    public static ICustomerLetter Sample(CustomerMail mail, Letterhead head)
    {
        var words = head.Words;
        var usd = head.Company.Currency;
        var (zone, today) = (head.Company.Zone, LocalDay.Of(head.Now, head.Company.Zone));
        var visit = LocalDay.Instant(today.AddDays(2).ToDateTime(new TimeOnly(10, 30)), zone) ?? head.Now.AddDays(2);
        var end = LocalDay.End(today.AddDays(14), zone);
        Dictionary<string, string> values = new(StringComparer.Ordinal)
        {
            ["estimate.number"] = "EST-1001",
            ["estimate.total"] = words.Money(new(81_226, usd)),
            ["estimate.approve_by"] = words.Expiry(end, head.Now),
            ["job.title"] = "AC repair visit",
            ["staff.name"] = "Owen Hart",
            ["appointment.title"] = "AC repair",
            ["appointment.when"] = words.Instant(visit, head.Now),
            ["appointment.time"] = words.Time(visit),
            ["technician.name"] = "Dana Whitfield",
            ["invoice.number"] = "INV-2044",
            ["invoice.balance"] = words.Money(new(75_824, usd)),
            ["invoice.due_on"] = words.Day(head.Now.AddDays(14), head.Now),
            ["payment.amount"] = words.Money(new(32_496, usd)),
            ["messages.about"] = "AC repair visit",
            ["request.number"] = "REQ-1001",
        };
        var texts = new MailTexts(words.Culture);
        var link = mail.Kind == "request-received" ? null : new MailedLink("#", head.Now.AddHours(head.Company.Portal.SetupLinkHours));
        return new SampleLetter(
            head,
            "Maria Delgado",
            values.Where(v => mail.Own.Contains(v.Key)).ToDictionary(v => v.Key, v => v.Value),
            mail.Kind is "messages" or "estimate-replied" ? "We come on Tuesday at half past ten." : "",
            FactsOf(mail, values, texts),
            mail.Topic switch
            {
                "Estimates" => texts.SeeTheEstimate,
                "Visits" => texts.SeeTheAppointment,
                "Invoices and payments" => texts.SeeTheInvoice,
                _ => texts.SeeTheJob,
            },
            link,
            link is null ? "" : texts.LinkIsYours(words.ExpiryInWords(link.ExpiresAt, head.Now))
        );
    }

    private static IReadOnlyList<EmailFact> FactsOf(CustomerMail mail, Dictionary<string, string> values, MailTexts texts) =>
        mail.Topic switch
        {
            "Estimates" =>
            [
                new(texts.Estimate, values["estimate.number"]),
                new(texts.Total, values["estimate.total"]),
                new(texts.ApproveBy, values["estimate.approve_by"]),
            ],
            "Visits" => [new(texts.What, values["appointment.title"]), new(texts.When, values["appointment.when"])],
            "Invoices and payments" =>
            [
                new(texts.Invoice, values["invoice.number"]),
                new(texts.StillDue, values["invoice.balance"]),
                new(texts.DueDay, values["invoice.due_on"]),
            ],
            _ => [],
        };

    private static CustomerMail Estimate(string kind, string name, Func<EstimateTexts, (string, string)> house, params string[] further) =>
        new(kind, name, [.. s_estimate, .. further], culture => Words(house(new EstimateTexts(culture)), culture));

    private static CustomerMail Visit(string kind, string name, Func<AppointmentTexts, (string, string)> house) =>
        new(kind, name, s_visit, culture => Words(house(new AppointmentTexts(culture)), culture));

    private static CustomerMail Money(string kind, string name, Func<ReceiptTexts, (string, string)> house) =>
        new(kind, name, s_payment, culture => Words(house(new ReceiptTexts(culture)), culture));

    private static CustomerMail Mail(string kind, string name, IReadOnlyList<string> own, Func<MailTexts, (string, string)> house) =>
        new(kind, name, own, culture => Words(house(new MailTexts(culture)), culture));

    private static MailWords Words((string Subject, string Text) house, System.Globalization.CultureInfo culture) =>
        new(house.Subject, Greeted(house.Text, culture));

    private static string Greeted(string text, System.Globalization.CultureInfo culture) =>
        $"{new MailTexts(culture).Hello("{{customer.name}}")}\n\n{text}";

    /// <summary>Shown and sent as a test, never to a customer.</summary>
    private sealed record SampleLetter(
        Letterhead Head,
        string ContactName,
        IReadOnlyDictionary<string, string> Values,
        string Quote,
        IReadOnlyList<EmailFact> Facts,
        string Act,
        MailedLink? Link,
        string LinkSaid
    ) : ICustomerLetter
    {
        public string Subject => "";
        public string Preview => "";
        public string Text => "";
        public Type Component => typeof(WordedEmail);
        public Guid? Job => null;
    }
}
