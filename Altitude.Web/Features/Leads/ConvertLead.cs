using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Files;
using Altitude.Domain.Jobs;
using Altitude.Domain.Leads;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Jobs;
using Altitude.Web.Files;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Leads;

/// <summary>How a request becomes work.</summary>
/// <param name="Customer">Whom it is from; null: somebody new.</param>
/// <param name="Title">What the job is about.</param>
public sealed record LeadConversion(Id<Customer>? Customer, string Title);

/// <summary>A request becomes a customer's job, in one step: the customer, if they are new, with contact and place, and the job at the board's beginning.</summary>
public sealed class ConvertLead(WorkspaceDbFactory workspaces)
{
    /// <returns>The job's number.</returns>
    /// <exception cref="RuleViolation">It is closed, the customer is gone, no title, or their role does not allow it.</exception>
    public async Task<string> RunAsync(Staff staff, string number, LeadConversion wanted, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayPrice(), "open jobs");
        var photos = await PhotosAsync(staff, number, cancellationToken); // Before the transaction: nobody waits for a picture.
        return await workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var lead = await LockedLead.FindAsync(db, number, cancellationToken);
                RuleViolation.Unless(lead.State == LeadState.Open, LeadRules.Closed, "This request is closed. Load the page again.");
                RuleViolation.Unless(
                    lead.AskedBy is null || wanted.Customer == lead.CustomerId,
                    LeadRules.Customer,
                    "This request was sent from the portal: it is the work of the customer who asked."
                );
                var customer = wanted.Customer is { } known ? await KnownAsync(db, known, cancellationToken) : New(db, lead);
                var place = PlaceOf(db, customer, lead);
                await db.FlushAsync(cancellationToken);

                var job = Job.Open(
                    Id<Job>.New(),
                    db.WorkspaceId,
                    customer.Id,
                    place,
                    await JobNumber.NextAsync(db, cancellationToken),
                    wanted.Title,
                    assignee: null,
                    db.Now
                );
                db.Jobs.Add(job);
                await db.FlushAsync(cancellationToken);
                Bring(db, lead, job, photos, isKnown: wanted.Customer is not null);
                lead.Become(job);
                return job.Number;
            },
            cancellationToken
        );
    }

    private async Task<IReadOnlyList<TakenFile>> PhotosAsync(Staff staff, string number, CancellationToken cancellationToken)
    {
        List<(int Position, byte[] Content)> sent = [];
        await using (var db = await workspaces.ReadAsync(staff, cancellationToken))
        {
            var rows = await db
                .LeadPhotos.Where(p => db.Leads.Any(l => l.Id == p.LeadId && l.Number == number))
                .OrderBy(p => p.Position)
                .Take(Lead.MostPhotos)
                .Select(p => new { p.Position, p.Content })
                .ToListAsync(cancellationToken);
            sent.AddRange(rows.Select(r => (r.Position, r.Content)));
        }

        List<TakenFile> taken = [];
        foreach (var (position, content) in sent)
        {
            taken.Add(
                await FileIntake.ReadPictureAsync(new SentFile($"{number}-{position}.jpg", () => new MemoryStream(content)), cancellationToken)
            );
        }

        return taken;
    }

    /// <summary>The photos of the request lie with the job. Its customer sees them only where it is certain that they sent them.</summary>
    private static void Bring(WorkspaceDb db, Lead lead, Job job, IReadOnlyList<TakenFile> photos, bool isKnown)
    {
        foreach (var photo in photos)
        {
            var file = StoredFile.AddToJob(
                Id<StoredFile>.New(),
                job,
                photo.Facts,
                new FileAuthor(lead.AskedBy?.Value ?? lead.Id.Value, lead.Name, IsCustomer: true),
                isForCustomer: lead.AskedBy is not null || !isKnown,
                db.Now
            );
            db.Put(file, photo.Bytes, photo.Thumbnail);
        }
    }

    private static async Task<Customer> KnownAsync(WorkspaceDb db, Id<Customer> id, CancellationToken cancellationToken)
    {
        RuleViolation.Unless(await db.LockAsync(id, cancellationToken), CustomerRules.Missing, "This customer does not exist.");
        var customer = await db.Customers.Include(c => c.Contacts).Include(c => c.Locations).SingleAsync(c => c.Id == id, cancellationToken);
        RuleViolation.Unless(customer.MergedInto is null, CustomerRules.Merged, "This customer was merged into another. Load the page again.");
        return customer;
    }

    /// <summary>
    /// Somebody who left a phone number alone becomes a contact who can be called; no mail goes to them. Nobody becomes a contact of a customer who is known
    /// already by their own word: that would open others' records, and estimates to be approved, to whoever writes down a neighbour's address. Staff add them by name.
    /// </summary>
    private static Customer New(WorkspaceDb db, Lead lead)
    {
        var customer = Customer.Register(Id<Customer>.New(), db.WorkspaceId, lead.Name, db.Now);
        db.Customers.Add(customer);
        customer.AddContact(Id<Contact>.New(), lead.Name, lead.Email, lead.Phone, ContactRights.Full, lead.PhoneE164);
        return customer;
    }

    /// <returns>Null: no address was written, and there is no single one to take for it.</returns>
    private static Id<ServiceLocation>? PlaceOf(WorkspaceDb db, Customer customer, Lead lead)
    {
        if (customer.Locations.FirstOrDefault(l => l.Id == lead.LocationId && l.RemovedAt is null) is { } chosen)
        {
            return chosen.Id;
        }

        if (lead.Address.Length == 0)
        {
            return customer.Locations.Count(l => l.RemovedAt is null) == 1 ? customer.Locations.Single(l => l.RemovedAt is null).Id : null;
        }

        if (customer.Locations.FirstOrDefault(l => l.RemovedAt is null && IsSame(l.Address, lead.Address)) is { } there)
        {
            return there.Id;
        }

        var added = customer.AddLocation(Id<ServiceLocation>.New(), "", lead.Address);
        db.Add(added); // Its id is known, so that change tracking would take it for one that is already there.
        return added.Id;
    }

    /// <summary>But for case, commas and spaces.</summary>
    private static bool IsSame(string one, string other) => string.Equals(Bare(one), Bare(other), StringComparison.OrdinalIgnoreCase);

    private static string Bare(string address) => string.Concat(address.Where(char.IsLetterOrDigit));
}
