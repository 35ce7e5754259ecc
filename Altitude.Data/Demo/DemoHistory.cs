using System.Globalization;
using System.Security.Cryptography;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;

namespace Altitude.Data.Demo;

/// <summary>Tells what a company has already done, through the domain's own acts, each line of activity under the date of its act.</summary>
internal sealed class DemoHistory(WorkspaceDb db, DemoCalendar calendar, KnownCompany company)
{
    private const int DaysToPay = 14;

    private readonly List<(DomainEvent Happened, DateTimeOffset At)> _lines = [];
    private readonly Dictionary<string, KnownCustomer> _customers = [];
    private readonly List<(Guid Link, DateTimeOffset At)> _usedLinks = [];

    private Workspace Workspace => company.Workspace;

    /// <summary>What <paramref name="entity"/> did happened at <paramref name="at"/>.</summary>
    public void Tell(Entity entity, DateTimeOffset at)
    {
        _lines.AddRange(entity.TakeEvents().Select(e => (e, at)));
        if (db.Entry(entity).State == Microsoft.EntityFrameworkCore.EntityState.Detached)
        {
            db.Add(entity);
        }
    }

    /// <summary>Gives the jobs their numbers in the order in which they came in, then carries each to where it stands.</summary>
    /// <param name="firstJob">Number of the first.</param>
    /// <param name="nextEstimate">Number of the first estimate that is still to be sent.</param>
    /// <param name="nextInvoice">Number of the first invoice that is still to be issued.</param>
    public async Task TellAsync(IReadOnlyList<PastJob> jobs, long firstJob, long nextEstimate, long nextInvoice, CancellationToken cancellationToken)
    {
        List<Told> told = [];
        foreach (var (plan, at) in jobs.Select(p => (p, CameIn(p))).OrderBy(p => p.Item2))
        {
            told.Add(await OpenAsync(plan, at, firstJob, cancellationToken));
        }

        var offered = told.Where(t => t.Plan.Reached >= Reached.Offered).OrderBy(t => t.OfferedAt).ToArray();
        foreach (var job in offered)
        {
            await OfferAsync(job, nextEstimate - offered.Length, cancellationToken);
        }

        var approved = told.Where(t => t.Plan.Reached >= Reached.Approved).OrderBy(t => t.ApprovedAt).ToArray();
        foreach (var job in approved)
        {
            await ApproveAsync(job, nextInvoice - approved.Length - approved.Count(t => t.Plan.IsBilledTwice), cancellationToken);
        }

        foreach (var job in told)
        {
            Book(job);
            if (job.Plan.Reached == Reached.OfferDeclined)
            {
                job.Job.Close(JobEnd.Lost, "Went with another company");
                Tell(job.Job, job.MovedAt);
            }
        }
    }

    public KnownCustomer Register(string name, string contact, string address, DateTimeOffset at)
    {
        if (_customers.TryGetValue(name, out var known))
        {
            return known;
        }

        var customer = Customer.Register(Id<Customer>.New(), Workspace.Id, name, at);
        var email = string.Join('.', contact.ToLowerInvariant().Split(' ')) + "@example.com";
        var person = customer.AddContact(Id<Contact>.New(), contact, email, $"+1 303 555 {144 + _customers.Count:0000}", ContactRights.Full);
        var location = customer.AddLocation(
            Id<ServiceLocation>.New(),
            name.EndsWith("household", StringComparison.Ordinal) ? "Home" : "Premises",
            address
        );
        Tell(customer, at);
        return _customers[name] = new KnownCustomer(customer, person, location.Id);
    }

    public void Know(string name, KnownCustomer customer) => _customers[name] = customer;

    /// <summary>Writes all that was told, in the order of its dates.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        foreach (var (happened, at) in _lines.OrderBy(l => l.At))
        {
            db.RecordPast(happened, at);
        }

        await db.FlushAsync(cancellationToken);
        await db.ExecuteAsync(
            """
            update tenant.setup_links l set used_at = used.at from unnest($1::uuid[], $2::timestamptz[]) as used(id, at)
              where l.workspace_id = $3 and l.id = used.id
            """,
            [_usedLinks.Select(l => l.Link).ToArray(), _usedLinks.Select(l => l.At).ToArray(), Workspace.Id.Value],
            cancellationToken
        );
    }

    private DateTimeOffset CameIn(PastJob plan) =>
        calendar.Past(calendar.Today.AddDays(-plan.DaysAgo), 8 + (plan.Title.Length % 9), 7 * plan.Customer.Length % 60);

    private async Task<Told> OpenAsync(PastJob plan, DateTimeOffset at, long firstJob, CancellationToken cancellationToken)
    {
        var customer = Register(plan.Customer, plan.Contact, plan.Address, at);
        var number = $"JOB-{await db.NextNumberAsync("JOB", firstJob, cancellationToken)}";
        var technician = plan.Reached == Reached.Lead ? null : company.Staff[plan.Technician];
        var job = Job.Open(Id<Job>.New(), Workspace.Id, customer.Customer.Id, customer.Location, number, plan.Title, technician?.Id, at);
        Tell(job, at);

        var visit = DemoCalendar.OnOrAfterWeekend(calendar.Today.AddDays(1 - plan.DaysAgo));
        var offered = calendar.Past(visit, 15, 20);
        var approved = calendar.Past(visit.AddDays(1), 19, 12);
        return new Told(plan, job, customer, technician)
        {
            CameIn = at,
            FirstVisit = visit,
            OfferedAt = offered,
            ApprovedAt = approved,
            MovedAt = at,
        };
    }

    private async Task OfferAsync(Told told, long first, CancellationToken cancellationToken)
    {
        Visit(told, told.FirstVisit, 10, "Diagnostic visit", isDone: true);

        var plan = told.Plan;
        var through = plan.Reached switch
        {
            Reached.Offered => calendar.Today.AddDays(plan.ValidFor),
            Reached.OfferExpired => calendar.Today.AddDays(-2),
            _ => told.FirstVisit.AddDays(DaysToPay),
        };
        var number = $"EST-{await db.NextNumberAsync("EST", first, cancellationToken)}";
        var content = plan.Work.Offer(Workspace.Currency, company.Tax, through, company.Terms);
        var estimate = Estimate.Begin(Id<Estimate>.New(), told.Job, number, content, told.OfferedAt.AddMinutes(-25));
        Tell(estimate, estimate.CreatedAt);
        estimate.Send(calendar.Zone, told.OfferedAt);
        Tell(estimate, told.OfferedAt);
        told.Estimate = estimate;
        Move(told, told.Facts with { HasOpenEstimate = true }, told.OfferedAt);

        var sent = estimate.Sent!; // Sent above.
        switch (plan.Reached)
        {
            case Reached.Offered:
                db.Queue(OutboxKinds.ExpireEstimate, estimate.Id.Value, sent.ExpiresAt);
                break;
            case Reached.OfferExpired:
                var expiry = sent.ExpiresAt!.Value; // A sent version expires.
                estimate.NoteExpiry(expiry);
                Tell(estimate, expiry);
                Move(told, told.Facts with { HasOpenEstimate = false }, expiry);
                break;
            case Reached.OfferDeclined:
                estimate.Decline(
                    told.Customer.Contact.Name,
                    ContactRights.Full,
                    sent.DocumentHash,
                    "We found someone who can come sooner.",
                    told.ApprovedAt
                );
                Tell(estimate, told.ApprovedAt);
                Move(told, told.Facts with { HasOpenEstimate = false }, told.ApprovedAt);
                break;
        }
    }

    private async Task ApproveAsync(Told told, long firstInvoice, CancellationToken cancellationToken)
    {
        var (plan, estimate, at) = (told.Plan, told.Estimate!, told.ApprovedAt); // Who approved was offered something.
        var contact = told.Customer.Contact;
        var session = SignIn(contact, told.Job, at);
        var sent = estimate.Sent!; // Sent before.
        var totals = sent.Content.TotalsWithoutOptions;
        var consent = estimate.Approve(
            Id<Consent>.New(),
            new ConsentGiven(
                sent.DocumentHash,
                EstimateContent.NoTicks,
                totals.Total.MinorUnits,
                contact.Name,
                contact.Id,
                contact.Name,
                contact.Rights,
                session,
                LinkChannel.Email,
                RequestOrigin.Of("203.0.113.24", Browser),
                at
            ),
            Workspace.Name,
            Format
        );
        Tell(estimate, at);
        db.Add(consent);
        db.Add(
            new DocumentLookup
            {
                Hash = consent.DocumentHash,
                WorkspaceId = Workspace.Id,
                ConsentId = consent.Id,
            }
        );

        var issuedOn = Workspace.DayOf(at);
        var number = $"INV-{await db.NextNumberAsync("INV", firstInvoice, cancellationToken)}";
        var invoice = Invoice.OfApproval(Id<Invoice>.New(), told.Job, consent, sent.Content, number, issuedOn, issuedOn.AddDays(DaysToPay));
        Tell(invoice, at);
        Move(told, told.Facts with { HasOpenEstimate = false, HasApproval = true }, at);
        if (totals.Deposit.MinorUnits > 0)
        {
            Pay(invoice, totals.Deposit, PaymentMethods.Card, at.AddMinutes(3));
        }

        if (plan.Reached == Reached.Approved)
        {
            return;
        }

        var repair = DemoCalendar.OnOrAfterWeekend(issuedOn.AddDays(1));
        Visit(told, repair, 13, plan.Work.Title, isDone: true);
        var sentAt = calendar.Past(repair, 16, 40);
        invoice.Send(sentAt);
        Tell(invoice, sentAt);
        Move(told, told.Facts with { HasSentInvoice = true }, sentAt);
        var paidAt = calendar.Past(repair.AddDays(3), 18, 5);
        switch (plan.Reached)
        {
            case Reached.PartlyPaid:
                Pay(invoice, invoice.Balance.Percent(40), PaymentMethods.Cheque, paidAt);
                break;
            case Reached.Paid:
                Pay(invoice, invoice.Balance, plan.Customer.Length % 3 == 0 ? PaymentMethods.Cheque : PaymentMethods.Card, paidAt);
                Move(told, told.Facts with { IsSettled = true }, paidAt);
                break;
        }

        if (plan.GivenBackFor is { } reason)
        {
            GiveBack(invoice, reason, paidAt.AddDays(1));
        }

        if (plan.IsBilledTwice)
        {
            await BillTwiceAsync(invoice, firstInvoice, sentAt.AddMinutes(4), cancellationToken);
        }

        if (plan.NextBill is { } title)
        {
            Draft(invoice, title, Earlier(paidAt.AddDays(1), calendar.Now));
        }
    }

    /// <summary>The company is sorry: it lets the customer off something, and returns it by the way it came.</summary>
    private void GiveBack(Invoice invoice, string reason, DateTimeOffset at)
    {
        var (amount, day) = (new Money(2_500, invoice.Total.Currency), Workspace.DayOf(at));
        invoice.CreditBy(Id<Credit>.New(), amount, day, reason, Office, Format, at);
        Tell(invoice, at);
        var refund = Id<Refund>.New();
        invoice.Refund(
            refund,
            invoice.Payments[^1].Id,
            new RefundedByHand(amount, PaymentMethods.Cash, day, "", Office, day, at.AddMinutes(2)),
            Format
        );
        Tell(invoice, at.AddMinutes(2));
    }

    /// <summary>The same once more, and void at once; it keeps its number.</summary>
    private async Task BillTwiceAsync(Invoice invoice, long firstInvoice, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var second = Invoice.Issue(
            Id<Invoice>.New(),
            Workspace.Id,
            invoice.CustomerId,
            invoice.JobId,
            null,
            $"INV-{await db.NextNumberAsync("INV", firstInvoice, cancellationToken)}",
            invoice.Content with
            {
                Deposit = DepositTerms.None,
            },
            Workspace.DayOf(at),
            invoice.DueOn
        );
        Tell(second, at);
        second.Void($"Written twice, see {invoice.Number}", at.AddMinutes(3));
        Tell(second, at.AddMinutes(3));
    }

    private void Draft(Invoice before, string title, DateTimeOffset at)
    {
        var line = new LineItem("next", title, 1, "", 24_900, IsTaxed: false, Discount.None, IsOptional: false);
        Tell(
            InvoiceDraft.Begin(
                Id<InvoiceDraft>.New(),
                Workspace.Id,
                before.CustomerId,
                null,
                null,
                new InvoiceContent(title, before.Total.Currency, [line], Discount.None, company.Tax, DepositTerms.None, company.Terms, ""),
                Workspace.DayOf(calendar.Now).AddDays(DaysToPay),
                at
            ),
            at
        );
    }

    private Recorder Office
    {
        get
        {
            var office = company.Staff.Values.First(s => s.Role.MayPrice());
            return new Recorder(office.Id, office.Name);
        }
    }

    private void Pay(Invoice invoice, Money amount, string method, DateTimeOffset at)
    {
        var (id, day) = (Id<Payment>.New(), Workspace.DayOf(at));
        if (method == PaymentMethods.Card)
        {
            invoice.Receive(id, new ProviderPayment($"pi_demo_{id.Value:N}", IsLive: false, amount, method, day, at, "Visa ending 4242"));
        }
        else
        {
            invoice.Record(id, new ReceivedByHand(amount, method, day, "Cheque 1187", Office, day, at), Format);
        }

        Tell(invoice, at);
    }

    /// <summary>Somebody comes in the next days.</summary>
    private void Book(Told told)
    {
        if (told.Plan.VisitIn is not { } days)
        {
            return;
        }

        var title = told.Plan.Reached == Reached.Booked ? "Diagnostic visit" : told.Plan.Work.Title;
        Visit(told, calendar.Workday(days), told.Plan.Hour, title, isDone: false);
    }

    private void Visit(Told told, DateOnly day, int hour, string title, bool isDone)
    {
        var (start, bookedAt) = (day.ToDateTime(new TimeOnly(hour, 0)), Earlier(told.MovedAt.AddMinutes(35), calendar.Now));
        var arrival = new TimeWindow(new TimeOnly(hour, 0), new TimeOnly(hour + 2, 0));
        var visit = Appointment.Book(
            Id<Appointment>.New(),
            told.Job,
            title,
            start,
            TimeSpan.FromHours(isDone ? 1 : 2),
            arrival,
            calendar.Zone,
            told.Technician?.Id
        );
        visit.TakeNews(); // They were told at the time.
        Tell(visit, bookedAt);
        Move(told, told.Facts with { HasAppointment = true }, bookedAt);
        VisitTasks.QueueReminder(db, visit, NotificationSettings.Default.VisitReminderHours);
        if (isDone)
        {
            visit.SetOut();
            Tell(visit, calendar.Past(day, hour - 1, 40));
            visit.Finish();
            Tell(visit, calendar.Past(day, hour + 1, 5));
        }
        else if (told.Plan.AsksForLater is { } words)
        {
            var askedAt = Earlier(bookedAt.AddHours(3), calendar.Now);
            var instead = calendar.Workday((told.Plan.VisitIn ?? 0) + 1).ToDateTime(new TimeOnly(14, 0));
            visit.RequestAnotherTime([WallTime.Instants(instead, calendar.Zone)[0]], words, told.Customer.Contact.Name, askedAt);
            Tell(visit, askedAt);
        }
        else if (told.Plan.IsConfirmed)
        {
            var confirmedAt = Earlier(bookedAt.AddHours(2), calendar.Now);
            visit.Confirm(told.Customer.Contact.Name, confirmedAt);
            Tell(visit, confirmedAt);
        }
    }

    /// <summary>The session in which something was approved; it has ended since. Of it the history keeps the rows, not the lines.</summary>
    private Id<PortalSession> SignIn(Contact contact, Job job, DateTimeOffset approvedAt)
    {
        var begun = approvedAt.AddMinutes(-6);
        var target = $"/portal/{Workspace.Slug}/jobs/{job.Number}";
        var link = SetupLink.Issue(Id<SetupLink>.New(), contact, target, begun.AddHours(-4), TimeSpan.FromHours(Workspace.Portal.SetupLinkHours));
        var lasts = TimeSpan.FromHours(Workspace.Portal.LongestSessionHours);
        var browser = SHA256.HashData(link.Id.Value.ToByteArray());
        var session = PortalSession.Begin(Id<PortalSession>.New(), link, contact.Name, browser, LinkChannel.Email, Browser, begun, lasts);
        session.End(approvedAt.AddMinutes(20), contact.Name);
        link.TakeEvents();
        session.TakeEvents();
        db.Add(link);
        db.Add(session);
        _usedLinks.Add((link.Id.Value, begun));
        return session.Id;
    }

    private void Move(Told told, JobFacts facts, DateTimeOffset at)
    {
        (told.Facts, told.MovedAt) = (facts, at);
        told.Job.Restage(facts, at);
        Tell(told.Job, at);
    }

    private string Format(Money amount) => amount.Major.ToString("C", CultureInfo.GetCultureInfo(Workspace.Culture));

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private const string Browser =
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

    /// <summary>A job while its story is told.</summary>
    private sealed class Told(PastJob plan, Job job, KnownCustomer customer, StaffMember? technician)
    {
        public PastJob Plan => plan;
        public Job Job => job;
        public KnownCustomer Customer => customer;
        public StaffMember? Technician => technician;
        public required DateTimeOffset CameIn { get; init; }
        public required DateOnly FirstVisit { get; init; }
        public required DateTimeOffset OfferedAt { get; init; }
        public required DateTimeOffset ApprovedAt { get; init; }

        /// <summary>When something happened to it last.</summary>
        public required DateTimeOffset MovedAt { get; set; }
        public Estimate? Estimate { get; set; }
        public JobFacts Facts { get; set; }
    }
}
