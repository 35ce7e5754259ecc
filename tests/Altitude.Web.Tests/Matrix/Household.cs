using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Altitude.Data;
using Altitude.Data.Platform;
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
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Tests.Matrix;

/// <summary>A customer whose records nobody else may reach: one of everything, each text of it holding a word that occurs nowhere else.</summary>
public sealed class Household
{
    private Household(string canary, Company company, Company elsewhere) => (Canary, Company, Elsewhere) = (canary, company, elsewhere);

    public string Canary { get; }
    public Company Company { get; }

    /// <summary>The workspace that has nothing to do with them.</summary>
    public Company Elsewhere { get; }
    public bool Exists { get; private init; } = true;
    public Id<Customer> Customer { get; private set; } = Id<Customer>.New();
    public Id<ServiceLocation> Location { get; private set; } = Id<ServiceLocation>.New();
    public Id<Contact> ContactId { get; private set; } = Id<Contact>.New();
    public string Job { get; private set; } = "JOB-99999";
    public Id<Job> JobId { get; private set; } = Id<Job>.New();

    /// <summary>Number of an estimate that waits for an answer.</summary>
    public string Sent { get; private set; } = "EST-99999";
    public Id<Estimate> SentId { get; private set; } = Id<Estimate>.New();
    public int SentRevision { get; private set; }

    /// <summary>What its page posts as shown.</summary>
    public string Shown { get; private set; } = new('0', 64);
    public long Total { get; private set; }
    public string Approved { get; private set; } = "EST-99998";
    public string Draft { get; private set; } = "EST-99997";
    public string Invoice { get; private set; } = "INV-99999";
    public Id<Invoice> InvoiceId { get; private set; } = Id<Invoice>.New();

    /// <summary>What staff wrote down against it.</summary>
    public Id<Payment> CashPayment { get; private set; } = Id<Payment>.New();
    public Id<Credit> Credit { get; private set; } = Id<Credit>.New();

    /// <summary>Number of an invoice that nobody has paid anything for.</summary>
    public string Unpaid { get; private set; } = "INV-99998";
    public Id<InvoiceDraft> InvoiceDraft { get; private set; } = Id<InvoiceDraft>.New();
    public int InvoiceDraftRevision { get; private set; } = 1;
    public Id<Appointment> Visit { get; private set; } = Id<Appointment>.New();
    public int VisitRevision { get; private set; }
    public Id<StaffMember> Colleague { get; private set; } = Id<StaffMember>.New();
    public Id<StaffSession> ColleagueSession { get; private set; } = Id<StaffSession>.New();

    /// <summary>The cookie's secret of that sign-in.</summary>
    public string ColleagueKey { get; } = Secret();

    /// <summary>That the colleague views the portal as the household's contact, with that sign-in.</summary>
    public Id<PortalViewing> Viewing { get; private set; } = Id<PortalViewing>.New();
    public Guid ColleagueUser { get; private set; } = Guid.NewGuid();

    /// <summary>One of the delivery log.</summary>
    public Guid Mail { get; } = Guid.CreateVersion7();

    /// <summary>An entry of the company's price book, and a template of its.</summary>
    public Id<PriceItem> Price { get; private set; } = Id<PriceItem>.New();
    public Id<EstimateTemplate> Template { get; private set; } = Id<EstimateTemplate>.New();

    /// <summary>A setup link that still opens.</summary>
    public Id<SetupLink> Link { get; private set; } = Id<SetupLink>.New();
    public Id<Invitation> ManyInvited { get; private set; } = Id<Invitation>.New();
    public string Lead { get; private set; } = "REQ-9999";
    public Id<LeadPhoto> Photo { get; private set; } = Id<LeadPhoto>.New();
    public Id<StoredFile> File { get; private set; } = Id<StoredFile>.New();

    /// <summary>What was written about the job, and a file that came with it.</summary>
    public Id<Conversation> Talk { get; private set; } = Id<Conversation>.New();
    public Id<StoredFile> Enclosed { get; private set; } = Id<StoredFile>.New();

    /// <summary>A file that the company keeps to itself.</summary>
    public Id<StoredFile> OfficeFile { get; private set; } = Id<StoredFile>.New();
    public Id<ChecklistItem> Item { get; private set; } = Id<ChecklistItem>.New();
    public Id<JobNote> Note { get; private set; } = Id<JobNote>.New();
    public Id<Tag> Tag { get; private set; } = Id<Tag>.New();

    /// <summary>Somebody else of the team, and somebody who was asked to join it.</summary>
    public Id<StaffMember> Newcomer { get; private set; } = Id<StaffMember>.New();
    public Id<WorkspaceExport> Export { get; private set; } = Id<WorkspaceExport>.New();
    public Id<StaffInvitation> TeamInvitation { get; private set; } = Id<StaffInvitation>.New();

    /// <summary>The colleague's photo.</summary>
    public Id<BrandPicture> Logo { get; private set; } = Id<BrandPicture>.New();
    public Id<StaffPhoto> Face { get; private set; } = Id<StaffPhoto>.New();
    public Id<PortalSession> Session { get; private set; } = Id<PortalSession>.New();

    /// <summary>Secrets of links that were used, revoked and have expired.</summary>
    public IReadOnlyList<string> DeadTokens { get; private set; } = [Secret(), Secret(), Secret()];
    public string Email { get; private set; } = "nobody.at.all@example.com";

    /// <summary>SHA-256 of the sealed approval.</summary>
    public string ConsentHash { get; private set; } = new('1', 64);

    /// <summary>Lines of activity by their kinds.</summary>
    public IReadOnlyDictionary<string, Guid> Lines { get; private set; } = new Dictionary<string, Guid>();

    /// <summary>Who is signed in and may see all of it.</summary>
    public SignedIn Own { get; private set; } = null!; // Null for a household that does not exist: it has nobody.
    public SignedIn Revoked { get; private set; } = null!;
    public SignedIn Expired { get; private set; } = null!;
    public SignedIn Removed { get; private set; } = null!;

    /// <summary>The same questions, asked about what does not exist.</summary>
    public Household Missing() => new(Canary, Company, Elsewhere) { Exists = false };

    public static InvoiceContent Bill(string canary = "nobody") => InvoiceContent.Of(Cast.AcRepair()) with { Title = $"Services for {canary}" };

    public static string Secret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    public static async Task<Household> MoveInAsync(WorkspaceFixture data, Company company, Company elsewhere, string canary)
    {
        var house = new Household(canary, company, elsewhere);
        var by = company.Staff.Values.First();
        house.Colleague = by.StaffId;
        house.ColleagueUser = (Guid)(await data.PeekAsync("select user_id from tenant.staff_members where id = $1", by.StaffId.Value))!; // They work there.
        await data.ActAsync(by, db => house.FurnishAsync(db, by));
        await house.EndAsync(data);
        var lines = await data.ReadAsync(
            company.Sweep,
            db => db.Activity.Where(a => a.CustomerId == house.Customer.Value).OrderBy(a => a.Seq).Select(a => new { a.Kind, a.Id }).ToListAsync()
        );
        house.Lines = lines.GroupBy(l => l.Kind).ToDictionary(g => g.Key, g => g.First().Id.Value);
        return house;
    }

    private async Task FurnishAsync(WorkspaceDb db, Staff by)
    {
        var customer = Domain.Customers.Customer.Register(Id<Customer>.New(), Company.Id, $"House of {Canary}", db.Now);
        var place = customer.AddLocation(Id<ServiceLocation>.New(), $"At {Canary}", $"1 {Canary} Street");
        var own = AddContact(customer, "own", ContactRights.Full);
        var revoked = AddContact(customer, "revoked", ContactRights.Full);
        var expired = AddContact(customer, "expired", ContactRights.Full);
        var removed = AddContact(customer, "removed", ContactRights.Full);
        db.Customers.Add(customer);
        (Customer, Location, ContactId, Email) = (customer.Id, place.Id, own.Id, own.Email);

        var job = Domain.Jobs.Job.Open(
            Id<Job>.New(),
            Company.Id,
            customer.Id,
            place.Id,
            $"JOB-{await db.NextNumberAsync("JOB", 1001, default)}",
            $"Repair of {Canary}",
            by.StaffId,
            db.Now
        );
        db.Jobs.Add(job);
        (Job, JobId) = (job.Number, job.Id);
        Own = SignIn(db, own);
        (Revoked, Expired, Removed) = (SignIn(db, revoked), SignIn(db, expired), SignIn(db, removed));
        Session = Own.Actor.Session;
        await db.FlushAsync(default);

        var sent = await OfferAsync(db, job, send: true);
        (Sent, SentId, SentRevision) = (sent.Number, sent.Id, sent.Revision);
        Shown = sent.Sent!.DocumentHash.Hex; // It was just sent.
        Total = sent.Sent.Content.TotalsWithoutOptions.Total.MinorUnits;
        Draft = (await OfferAsync(db, job, send: false)).Number;
        var approved = await OfferAsync(db, job, send: true);
        await db.FlushAsync(default);
        var consent = await Cast.ApproveAsync(db, Own, approved.Id);
        (Approved, ConsentHash) = (approved.Number, consent.DocumentHash.Hex);

        var regretted = await OfferAsync(db, job, send: true);
        await db.FlushAsync(default);
        var first = await Cast.ApproveAsync(db, Own, regretted.Id);
        var regret = new TakenBack(own.Id, own.Name, Own.Actor.Session, RequestOrigin.Of("203.0.113.7", $"Browser of {Canary}"), db.Now);
        db.ConsentWithdrawals.Add(regretted.TakeBack(regret, first, AnswerFollowed.Nothing)!); // An approval was taken back.
        db.EstimateRemarks.Add(
            regretted.RequestChanges(Id<EstimateRemark>.New(), own.Id, own.Name, own.Rights, $"Without the {Canary} part?", db.Now)
        );
        db.EstimateViews.Add(EstimateViewMark.Of(Company.Id, sent.Id, 1, own.Id, own.Name, db.Now));

        var invoice = Domain.Invoices.Invoice.OfApproval(
            Id<Invoice>.New(),
            job,
            consent,
            approved.Versions[0].Content,
            $"INV-{await db.NextNumberAsync("INV", 2044, default)}",
            new DateOnly(2027, 6, 8),
            new DateOnly(2027, 6, 22)
        );
        invoice.Receive(
            Id<Payment>.New(),
            new ProviderPayment($"pi_{Canary}", false, consent.Deposit, PaymentMethods.Card, new DateOnly(2027, 6, 8), db.Now)
        );
        invoice.Send(db.Now);
        var day = new DateOnly(2020, 1, 2);
        var (clerk, some) = (new Recorder(by.StaffId, by.StaffName), consent.Deposit.Percent(10));
        var cash = new ReceivedByHand(some, PaymentMethods.Cash, day, $"From {Canary}", clerk, day, db.Now);
        CashPayment = invoice.Record(Id<Payment>.New(), cash, m => m.ToString()).Id;
        var back = invoice.Record(Id<Payment>.New(), cash with { Method = PaymentMethods.Other }, m => m.ToString());
        invoice.Refund(
            Id<Refund>.New(),
            back.Id,
            new RefundedByHand(some, PaymentMethods.Cash, day, $"To {Canary}", clerk, day, db.Now),
            m => m.ToString()
        );
        Credit = invoice.CreditBy(Id<Credit>.New(), some, day, $"Sorry, {Canary}", clerk, m => m.ToString(), db.Now).Id;
        db.Invoices.Add(invoice);
        var attempt = CheckoutAttempt.SetOut(
            Id<CheckoutAttempt>.New(),
            invoice,
            own.Id,
            CheckoutPurpose.Balance,
            invoice.Total,
            ProviderMode.Test,
            db.Now,
            TimeSpan.FromMinutes(45)
        );
        attempt.Failed($"No funds, {Canary}", db.Now);
        db.CheckoutAttempts.Add(attempt);
        (Invoice, InvoiceId) = (invoice.Number, invoice.Id);
        var unpaid = Domain.Invoices.Invoice.Issue(
            Id<Invoice>.New(),
            Company.Id,
            customer.Id,
            null,
            null,
            $"INV-{await db.NextNumberAsync("INV", 2044, default)}",
            Bill(Canary),
            day,
            new DateOnly(2099, 6, 22)
        );
        db.Invoices.Add(unpaid);
        Unpaid = unpaid.Number;
        var bill = Domain.Invoices.InvoiceDraft.Begin(
            Id<InvoiceDraft>.New(),
            Company.Id,
            customer.Id,
            job.Id,
            approved.Id,
            Bill(Canary),
            new DateOnly(2099, 6, 22),
            db.Now
        );
        db.InvoiceDrafts.Add(bill);
        (InvoiceDraft, InvoiceDraftRevision) = (bill.Id, bill.Revision);

        var visit = Appointment.Plan(
            Id<Appointment>.New(),
            job,
            new VisitDescription($"Visit to {Canary}", by.StaffId, Further: [], place.Id, $"Ring twice at {Canary}", $"Mind the dog of {Canary}"),
            new VisitTime(new DateTime(2027, 6, 10, 9, 0, 0), TimeSpan.FromHours(2), new TimeWindow(new TimeOnly(9, 0), new TimeOnly(11, 0))),
            Company.Zone
        );
        db.Appointments.Add(visit);
        (Visit, VisitRevision) = (visit.Id, visit.Revision);
        await JobFactsQuery.RestageAsync(db, job, default);

        var item = job.AddItem(Id<ChecklistItem>.New(), $"Bring the {Canary} part");
        var note = job.WriteNote(Id<JobNote>.New(), $"The gate code of {Canary}", by.StaffId, by.StaffName, db.Now);
        var tag = Domain.Jobs.Tag.Make(Id<Tag>.New(), Company.Id, $"Tag of {Canary}", TagTone.Good);
        db.Tags.Add(tag);
        db.AddRange(item, note, job.PutTag(tag)!); // It bore none.
        (Item, Note, Tag) = (item.Id, note.Id, tag.Id);
        var face = new StaffPhoto(Id<StaffPhoto>.New(), Company.Id, by.StaffId, System.Text.Encoding.UTF8.GetBytes(Canary), db.Now);
        db.Put(face);
        Face = face.Id;
        var logo = new BrandPicture(Id<BrandPicture>.New(), Company.Id, [0x89, 0x50, 0x4E, 0x47], 2, 1, db.Now);
        db.BrandPictures.Add(logo);
        Logo = logo.Id;
        if (!await db.StaffFeedPositions.AnyAsync(p => p.StaffId == by.StaffId))
        {
            db.StaffFeedPositions.Add(new StaffFeedPosition(Company.Id, by.StaffId, 1));
        }

        var price = PriceItem.Add(Id<PriceItem>.New(), Company.Id, Entry());
        var template = EstimateTemplate.Keep(Id<EstimateTemplate>.New(), Company.Id, $"Template of {Canary}", approved.Versions[0].Content, db.Now);
        db.Add(price);
        db.Add(template);
        (Price, Template) = (price.Id, template.Id);

        var lead = Ask(await db.NextNumberAsync("REQ", 1001, default), db.Now);
        Photo = lead.Attach(Id<LeadPhoto>.New(), System.Text.Encoding.UTF8.GetBytes(Canary), 1, 1).Id;
        db.Leads.Add(lead);
        Lead = lead.Number;
        await TalkAsync(db, job, own, by);
        (File, OfficeFile) = (Put(db, job, by, isForCustomer: true).Id, Put(db, job, by, isForCustomer: false).Id);
        var done = Ask(await db.NextNumberAsync("REQ", 1001, default), db.Now);
        done.Attach(Id<LeadPhoto>.New(), [0xFF, 0xD8], 1, 1);
        done.Become(job);
        db.Leads.Add(done);

        var open = Issue(db, own);
        Link = open.Id;
        Hand(db, open, Secret());
        db.SetupLinkLooks.Add(new SetupLinkLook(Company.Id, open.Id, $"Scanner of {Canary}", db.Now));
        var many = Domain.PortalAccess.Invitation.Start(Id<Invitation>.New(), Company.Id, InvitedAudience.Everybody, by.StaffId, db.Now);
        var invited = new InvitedContact(many, own.Id, 1);
        invited.Skip($"Not {Canary}");
        db.Invitations.Add(many);
        ManyInvited = many.Id;
        db.InvitedContacts.Add(invited);
        many.Gather(1);
        many.Progress(1, db.Now);
        var (used, taken, late) = (Issue(db, own), Issue(db, own), Issue(db, own));
        taken.Revoke(db.Now, own.Name);
        DeadTokens = [Secret(), Secret(), Secret()];
        Hand(db, used, DeadTokens[0]);
        Hand(db, taken, DeadTokens[1]);
        Hand(db, late, DeadTokens[2]);
        var newcomer = StaffMember.Join(
            Id<StaffMember>.New(),
            Company.Id,
            Guid.CreateVersion7(),
            $"Newcomer {Canary}",
            $"newcomer.{Canary}@example.com",
            "",
            StaffRole.Technician
        );
        db.Staff.Add(newcomer);
        var joining = StaffInvitation.Invite(
            Id<StaffInvitation>.New(),
            Company.Id,
            $"invited.{Canary}@example.com",
            $"Invited {Canary}",
            StaffRole.Technician,
            StaffRole.Owner,
            by.StaffName,
            db.Now
        );
        db.StaffInvitations.Add(joining);
        var export = WorkspaceExport.Ask(Id<WorkspaceExport>.New(), Company.Id, by.StaffId, by.StaffName, StaffRole.Owner, db.Now);
        export.Finish(3, new string('0', 64), db.Now);
        db.AddRange(export, new WorkspaceExportPart(export, 1, [1, 2, 3]));
        Export = export.Id;
        (Newcomer, TeamInvitation) = (newcomer.Id, joining.Id);
        db.StaffSessions.Add(
            new StaffSessionRow
            {
                Id = ColleagueSession,
                KeyHash = HashOf(ColleagueKey),
                UserId = ColleagueUser,
                WorkspaceId = Company.Id,
                StaffId = by.StaffId,
                StartedAt = db.Now,
                ExpiresAt = db.Now.AddHours(12),
                UserAgent = "Another device",
            }
        );
        var viewing = PortalViewing.Begin(Id<PortalViewing>.New(), by with { Session = ColleagueSession }, own, db.Now);
        db.PortalViewings.Add(viewing);
        Viewing = viewing.Id;
        db.SessionsSeen.Add(
            new SessionSeen
            {
                WorkspaceId = Company.Id,
                SessionId = Session,
                At = db.Now,
            }
        );
        db.EmailDeliveries.Add(
            new EmailDelivery
            {
                Id = Mail,
                WorkspaceId = Company.Id,
                Cause = Guid.NewGuid(),
                Subject = sent.Id.Value,
                Kind = "estimate.sent",
                Recipient = Email,
                RecipientName = own.Name,
                MessageId = $"<{Guid.NewGuid()}@example.com>",
                State = EmailState.Failed,
                Attempts = 2,
                LastError = $"550 no {Canary} here",
                QueuedAt = db.Now,
            }
        );
        await db.FlushAsync(default);
        await db.ExecuteAsync("update tenant.setup_links set used_at = issued_at where id = $1", [used.Id.Value], default);
        await db.ExecuteAsync("update tenant.setup_links set expires_at = issued_at where id = $1", [late.Id.Value], default);
    }

    /// <summary>Three ways in which a person stops having access.</summary>
    private async Task EndAsync(WorkspaceFixture data)
    {
        await data.ActAsync(
            Company.Sweep,
            async db =>
            {
                var revoked = await db.PortalSessions.SingleAsync(s => s.Id == Revoked.Actor.Session);
                revoked.End(db.Now, Revoked.Actor.ContactName);
                var customer = await db.Customers.Include(c => c.Contacts).SingleAsync(c => c.Id == Customer);
                customer.RemoveContact(Removed.Actor.ContactId, db.Now);
            }
        );
        await data.TamperAsync(
            "update tenant.portal_sessions set started_at = started_at - interval '9 hours', expires_at = expires_at - interval '9 hours' where id = $1",
            Expired.Actor.Session.Value
        );
    }

    private Contact AddContact(Customer customer, string who, ContactRights rights) =>
        customer.AddContact(Id<Contact>.New(), $"{Canary} {who}", $"{who}.{Canary}@example.com", $"+1 303 {Canary}", rights);

    private async Task<Estimate> OfferAsync(WorkspaceDb db, Job job, bool send)
    {
        var content = Cast.AcRepair();
        var estimate = Estimate.Begin(
            Id<Estimate>.New(),
            job,
            $"EST-{await db.NextNumberAsync("EST", 1001, default)}",
            content with
            {
                Title = $"Offer to {Canary}",
                Terms = $"Terms for {Canary}",
                Notes = $"Notes on {Canary}",
                Lines = [.. content.Lines.Select(l => l with { Description = $"{l.Description} {Canary}" })],
            },
            db.Now
        );
        if (send)
        {
            estimate.Send(Company.Zone, db.Now);
        }

        db.Estimates.Add(estimate);
        return estimate;
    }

    public PriceEntry Entry() => new($"Price of {Canary}", "", "", new Money(1_000, new Currency("USD")), IsTaxed: false, Category: "");

    private Lead Ask(long number, DateTimeOffset now) =>
        Domain.Leads.Lead.Receive(
            Id<Lead>.New(),
            Company.Id,
            $"REQ-{number}",
            new LeadRequest(
                $"Asker {Canary}",
                $"asker.{Canary}@example.com",
                "",
                $"2 {Canary} Street",
                $"Help with {Canary}",
                Canary,
                Canary,
                LeadSource.Unknown
            ),
            "",
            now
        );

    private async Task TalkAsync(WorkspaceDb db, Job job, Contact own, Staff by)
    {
        foreach (var about in new[] { job.Id.Value, Guid.Empty })
        {
            var id = Guid.CreateVersion7();
            await db.ExecuteAsync(
                """
                insert into tenant.conversations (workspace_id, id, customer_id, job_id, last_number, from_company, office_unread, office_read_through, last_at,
                    last_author, is_last_from_customer, last_excerpt, revision)
                  values ($1, $2, $3, nullif($4, '00000000-0000-0000-0000-000000000000'::uuid), 0, 0, 0, 0, altitude.now(), '', false, '', 1)
                """,
                [db.WorkspaceId.Value, id, job.CustomerId.Value, about],
                default
            );
            var talk = await db.Conversations.SingleAsync(c => c.Id == new Id<Conversation>(id));
            var asked = talk.Write(Id<Message>.New(), new MessageAuthor(own.Id.Value, own.Name, IsCustomer: true), $"What of {Canary}?", 1, db.Now);
            db.Messages.Add(asked);
            var bytes = Encoding.UTF8.GetBytes(Canary);
            var file = StoredFile.Enclose(
                Id<StoredFile>.New(),
                talk,
                asked,
                new FileFacts($"Photo of {Canary}.jpg", FileKind.Picture, bytes.Length, 1, 1)
            );
            db.Put(file, bytes, bytes);
            db.Messages.Add(
                talk.Write(Id<Message>.New(), new MessageAuthor(by.StaffId.Value, Canary, IsCustomer: false), $"The {Canary} comes", 0, db.Now)
            );
            db.ReadMarks.Add(new ReadMark(Company.Id, talk.Id, own.Id.Value, true, own.Name, 1, 0, db.Now));
            await db.FlushAsync(default);
            if (about != Guid.Empty)
            {
                (Talk, Enclosed) = (talk.Id, file.Id);
            }
        }
    }

    private StoredFile Put(WorkspaceDb db, Job job, Staff by, bool isForCustomer)
    {
        var (bytes, who) = (Encoding.UTF8.GetBytes(Canary), new FileAuthor(by.StaffId.Value, Canary, IsCustomer: false));
        var facts = new FileFacts($"Plate of {Canary}.jpg", FileKind.Picture, bytes.Length, 1, 1);
        var file = StoredFile.AddToJob(Id<StoredFile>.New(), job, facts, who, isForCustomer, db.Now);
        db.Put(file, bytes, bytes);
        return file;
    }

    private SetupLink Issue(WorkspaceDb db, Contact contact)
    {
        var link = SetupLink.Issue(Id<SetupLink>.New(), contact, $"/portal/{Company.Slug}", db.Now, TimeSpan.FromHours(72));
        db.SetupLinks.Add(link);
        return link;
    }

    private static void Hand(WorkspaceDb db, SetupLink link, string secret)
    {
        db.SetupLinkSecrets.Add(new SetupLinkSecret(link, HashOf(secret), LinkChannel.Copied, db.Now));
        db.LinkLookups.Add(
            new LinkLookup
            {
                Hash = HashOf(secret),
                WorkspaceId = db.WorkspaceId,
                LinkId = link.Id,
            }
        );
    }

    private SignedIn SignIn(WorkspaceDb db, Contact contact)
    {
        var (link, browser) = (Issue(db, contact), Secret());
        var session = PortalSession.Begin(
            Id<PortalSession>.New(),
            link,
            contact.Name,
            HashOf(browser),
            LinkChannel.Email,
            $"Browser of {Canary}",
            db.Now,
            TimeSpan.FromHours(8)
        );
        db.PortalSessions.Add(session);
        db.SessionLookups.Add(
            new SessionLookup
            {
                WorkspaceId = Company.Id,
                SessionId = session.Id,
                BrowserHash = HashOf(browser),
            }
        );
        return new SignedIn(
            new Visitor(Company.Id, session.Id, contact.Id, contact.CustomerId, contact.Rights, contact.Name),
            link.Id,
            browser,
            contact.Email
        );
    }
}
