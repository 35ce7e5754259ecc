using Altitude.Domain;
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

namespace Altitude.Data.Tests;

/// <summary>Fills what the cast leaves empty, so that every table of a workspace has a row.</summary>
internal static class House
{
    public static Task FurnishAsync(WorkspaceFixture data, Company company) => data.ActAsync(company.Owner, db => AddAsync(db, company));

    /// <summary>The same within an act.</summary>
    public static async Task AddAsync(WorkspaceDb db, Company company)
    {
        var job = await db.Jobs.SingleAsync(j => j.Id == company.Job);
        var who = company.Contacts[0];
        var visit = Appointment.Plan(
            Id<Appointment>.New(),
            job,
            new VisitDescription("Repair", Technician: null, [company.Owner.StaffId], job.LocationId, "Ring twice", "Bring the ladder"),
            new VisitTime(new DateTime(2027, 6, 10, 9, 0, 0), TimeSpan.FromHours(2), new TimeWindow(new TimeOnly(9, 0), new TimeOnly(11, 0))),
            company.Zone
        );
        db.Appointments.Add(visit);
        db.CalendarFeeds.Add(CalendarFeed.Issue(Id<CalendarFeed>.New(), db.WorkspaceId, company.Owner.StaffId, company.Owner.StaffName, db.Now));
        var first = await Cast.ApproveAsync(db, who, company.Estimate);
        var estimate = await db.Estimates.Include(e => e.Versions).SingleAsync(e => e.Id == company.Estimate);
        var taken = new TakenBack(
            who.Actor.ContactId,
            who.Actor.ContactName,
            who.Actor.Session,
            RequestOrigin.Of("203.0.113.7", "Test browser"),
            db.Now
        );
        db.ConsentWithdrawals.Add(estimate.TakeBack(taken, first, AnswerFollowed.Nothing)!); // An approval was taken back.
        db.EstimateRemarks.Add(
            estimate.RequestChanges(
                Id<EstimateRemark>.New(),
                who.Actor.ContactId,
                who.Actor.ContactName,
                who.Actor.Rights,
                "Without the “surge” part?",
                db.Now
            )
        );
        db.PriceItems.Add(
            PriceItem.Add(
                Id<PriceItem>.New(),
                db.WorkspaceId,
                new PriceEntry("Capacitor", "45/5 uF", "", new Money(18_900, Currency.Of("USD")), IsTaxed: true, "Parts")
            )
        );
        db.StaffInvitations.Add(
            StaffInvitation.Invite(
                Id<StaffInvitation>.New(),
                db.WorkspaceId,
                "sam@example.com",
                "Sam Reyes",
                StaffRole.Admin,
                StaffRole.Owner,
                company.Owner.StaffName,
                db.Now
            )
        );
        var export = WorkspaceExport.Ask(
            Id<WorkspaceExport>.New(),
            db.WorkspaceId,
            company.Owner.StaffId,
            company.Owner.StaffName,
            StaffRole.Owner,
            db.Now
        );
        export.Finish(3, new string('0', 64), db.Now);
        db.AddRange(export, new WorkspaceExportPart(export, 1, [1, 2, 3]));
        db.EstimateTemplates.Add(
            EstimateTemplate.Keep(Id<EstimateTemplate>.New(), db.WorkspaceId, "AC repair", estimate.Versions[0].Content, db.Now)
        );
        var lead = Lead.Receive(
            Id<Lead>.New(),
            db.WorkspaceId,
            $"REQ-{await db.NextNumberAsync("REQ", 1001, CancellationToken.None)}",
            new LeadRequest("Nina Park", "nina@example.com", "303 555 0199", "9 Elm St", "AC blows warm air", "Since Sunday", "", LeadSource.Unknown),
            "+13035550199",
            db.Now
        );
        lead.Attach(Id<LeadPhoto>.New(), [0xFF, 0xD8], 1, 1);
        db.Leads.Add(lead);
        var plate = StoredFile.AddToJob(
            Id<StoredFile>.New(),
            job,
            new FileFacts("type plate 漢字.jpeg", FileKind.Picture, 3, 40, 30),
            new FileAuthor(company.Owner.StaffId.Value, company.Owner.StaffName, IsCustomer: false),
            isForCustomer: true,
            db.Now
        );
        plate.Remove(company.Owner.StaffName, db.Now);
        db.Put(plate, [0xFF, 0xD8, 0x00], [0xFF]);
        await db.ExecuteAsync(
            """
            insert into tenant.conversations (workspace_id, id, customer_id, job_id, last_number, from_company, office_unread, office_read_through, last_at,
                last_author, is_last_from_customer, last_excerpt, revision)
              values ($1, $2, $3, $4, 0, 0, 0, 0, altitude.now(), '', false, '', 1)
            """,
            [db.WorkspaceId.Value, Guid.CreateVersion7(), job.CustomerId.Value, job.Id.Value],
            CancellationToken.None
        );
        var talk = await db.Conversations.SingleAsync(c => c.JobId == job.Id);
        var message = talk.Write(
            Id<Message>.New(),
            new MessageAuthor(who.Actor.ContactId.Value, who.Actor.ContactName, IsCustomer: true),
            "Does “Åse” 漢字 come?\n🔧",
            files: 1,
            db.Now
        );
        db.Messages.Add(message);
        db.Put(StoredFile.Enclose(Id<StoredFile>.New(), talk, message, new FileFacts("plan.pdf", FileKind.Pdf, 2, null, null)), [0x25, 0x50], null);
        db.ReadMarks.Add(new ReadMark(db.WorkspaceId, talk.Id, company.Owner.StaffId.Value, false, "Åse", 1, 1, db.Now));
        talk.Assign(company.Owner.StaffId, company.Owner.StaffName);
        db.EstimateViews.Add(EstimateViewMark.Of(company.Id, estimate.Id, 1, who.Actor.ContactId, who.Actor.ContactName, db.Now));
        var done = job.AddItem(Id<ChecklistItem>.New(), "Bring the 45/5 capacitor");
        job.Tick(done.Id, true, company.Owner.StaffId, db.Now);
        db.Add(done);
        db.Add(job.WriteNote(Id<JobNote>.New(), "The gate code is 4711", company.Owner.StaffId, company.Owner.StaffName, db.Now));
        var tag = Tag.Make(Id<Tag>.New(), db.WorkspaceId, "Warranty", TagTone.Good);
        db.Tags.Add(tag);
        db.Add(job.PutTag(tag)!); // It bore none.
        db.StaffPhotos.Add(new StaffPhoto(Id<StaffPhoto>.New(), db.WorkspaceId, company.Owner.StaffId, [0xFF, 0xD8], db.Now));
        db.BrandPictures.Add(new BrandPicture(Id<BrandPicture>.New(), db.WorkspaceId, [0x89, 0x50], 320, 80, db.Now));
        db.StaffFeedPositions.Add(new StaffFeedPosition(db.WorkspaceId, company.Owner.StaffId, 1));
        await db.FlushAsync(CancellationToken.None);
        var consent = await Cast.ApproveAsync(db, who, company.Estimate, Cast.SurgeProtector);
        var invoice = Invoice.OfApproval(
            Id<Invoice>.New(),
            job,
            consent,
            estimate.Versions[0].Content,
            $"INV-{await db.NextNumberAsync("INV", 2044, CancellationToken.None)}",
            new DateOnly(2027, 6, 8),
            new DateOnly(2027, 6, 22)
        );
        var day = new DateOnly(2027, 6, 8);
        var paid = invoice.Receive(Id<Payment>.New(), new ProviderPayment("pi_1", false, consent.Deposit, PaymentMethods.Card, day, db.Now));
        invoice.Refund(Id<Refund>.New(), paid.Id, new ProviderRefund("re_1", consent.Deposit.Percent(10), RefundState.Pending, day, db.Now));
        var clerk = new Recorder(company.Owner.StaffId, company.Owner.StaffName);
        var cash = invoice.Record(
            Id<Payment>.New(),
            new ReceivedByHand(consent.Deposit, PaymentMethods.Cash, day, "At the door", clerk, day, db.Now),
            m => m.ToString()
        );
        invoice.Reverse(cash.Id, clerk.Name, db.Now);
        var credit = invoice.CreditBy(Id<Credit>.New(), consent.Deposit.Percent(5), day, "Came late", clerk, m => m.ToString(), db.Now);
        invoice.ReverseCredit(credit.Id, clerk.Name, db.Now);
        db.Invoices.Add(invoice);
        var account = PaymentAccount.Open(Id<PaymentAccount>.New(), company.Id, $"endpoint-{company.Id}");
        account.UseKey([1, 2, 3], "cdef", ProviderMode.Test);
        db.PaymentAccounts.Add(account);
        var attempt = CheckoutAttempt.SetOut(
            Id<CheckoutAttempt>.New(),
            invoice,
            who.Actor.ContactId,
            CheckoutPurpose.Deposit,
            consent.Deposit,
            ProviderMode.Test,
            db.Now,
            TimeSpan.FromMinutes(45)
        );
        attempt.Opened("cs_1", "https://checkout.example/cs_1");
        attempt.Paid("pi_1", db.Now);
        db.CheckoutAttempts.Add(attempt);
        var draft = InvoiceDraft.Begin(
            Id<InvoiceDraft>.New(),
            company.Id,
            job.CustomerId,
            job.Id,
            company.Estimate,
            invoice.Content,
            new DateOnly(2027, 6, 30),
            db.Now
        );
        draft.Discard(db.Now);
        db.InvoiceDrafts.Add(draft);
        var link = await db.SetupLinks.SingleAsync(l => l.Id == who.Link);
        db.SetupLinkLooks.Add(new SetupLinkLook(company.Id, link.Id, "A mail scanner", db.Now));
        var invitation = Invitation.Start(Id<Invitation>.New(), company.Id, InvitedAudience.Everybody, company.Owner.StaffId, db.Now);
        db.Invitations.Add(invitation);
        var invited = new InvitedContact(invitation, who.Actor.ContactId, 1);
        invited.Send(link.Id);
        db.InvitedContacts.Add(invited);
        invitation.Gather(1);
        invitation.Progress(1, db.Now);
        db.SetupLinkSecrets.Add(new SetupLinkSecret(link, Guid.NewGuid().ToByteArray(), LinkChannel.Copied, db.Now));
        var contact = await db.Contacts.SingleAsync(c => c.Id == who.Actor.ContactId);
        db.PortalViewings.Add(PortalViewing.Begin(Id<PortalViewing>.New(), company.Owner, contact, db.Now));
        db.SessionsSeen.Add(
            new SessionSeen
            {
                WorkspaceId = company.Id,
                SessionId = who.Actor.Session,
                At = db.Now,
            }
        );
        db.EmailDeliveries.Add(
            new EmailDelivery
            {
                Id = Guid.CreateVersion7(),
                WorkspaceId = company.Id,
                Cause = Guid.NewGuid(),
                Subject = company.Estimate.Value,
                Kind = "estimate.sent",
                Recipient = who.Email,
                RecipientName = who.Actor.ContactName,
                MessageId = "<1@summit-air.example>",
                State = EmailState.Deferred,
                Attempts = 2,
                LastError = "451 4.7.1 greylisted",
                QueuedAt = db.Now,
                SentAt = db.Now,
                NextTryAt = db.Now,
                Again = 1,
            }
        );
        db.ReminderMarks.Add(
            new ReminderMark
            {
                WorkspaceId = company.Id,
                Kind = "appointment.reminded",
                Subject = visit.Id.Value,
                Of = visit.StartsAt,
                Step = 24,
                At = db.Now,
            }
        );
        db.SweepRuns.Add(
            new SweepRun
            {
                WorkspaceId = company.Id,
                Kind = "sweep-reminders",
                Runs = 2,
                RanAt = db.Now,
                FailedAt = db.Now,
                Did = new Dictionary<string, int> { ["estimates reminded of"] = 1 },
                ActedAt = db.Now,
                Acted = new Dictionary<string, int> { ["estimates reminded of"] = 1 },
            }
        );
        var wording = MailWording.Of(company.Id, "estimate-sent");
        wording.Write(new MailWords("Estimate {{estimate.number}}", "Hello “Åse” 漢字\n\nBye"), company.Owner.StaffName, db.Now);
        db.MailWordings.Add(wording);
        await JobFactsQuery.RestageAsync(db, job, CancellationToken.None);
    }
}
