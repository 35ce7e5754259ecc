using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;
using Altitude.Web.Email;
using Altitude.Web.Features.PortalAccess.Emails;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Appointments.Emails;

/// <summary>What mails about a visit name.</summary>
internal sealed record VisitFacts(
    Appointment Visit,
    IReadOnlyList<string> Technicians,
    string Place,
    string JobTitle,
    string JobNumber,
    string CustomerName
)
{
    public static async Task<VisitFacts> ReadAsync(WorkspaceDb db, Guid subject, CancellationToken cancellationToken)
    {
        var id = new Id<Appointment>(subject);
        var visit = await db.Appointments.AsNoTracking().Include(a => a.Further).SingleAsync(a => a.Id == id, cancellationToken);
        var said = await (
            from j in db.Jobs
            join c in db.Customers on visit.CustomerId equals c.Id
            where j.Id == visit.JobId
            select new
            {
                j.Title,
                j.Number,
                Customer = c.Name,
                Place = db.Locations.Where(l => l.Id == visit.LocationId).Select(l => l.Address).FirstOrDefault(),
            }
        ).SingleAsync(cancellationToken);
        return new VisitFacts(
            visit,
            await VisitPeople.NamesAsync(db, visit, cancellationToken),
            said.Place ?? "",
            said.Title,
            said.Number,
            said.Customer
        );
    }

    public bool IsAhead => Visit.State is AppointmentState.Requested or AppointmentState.Scheduled or AppointmentState.Confirmed;

    public VisitWords WordsOf(Letterhead head) => new(head.Company, Visit.ZoneId);

    /// <summary>The visit as a mail shows it.</summary>
    /// <param name="before">What the customer knew, where that was another time; null: nothing else.</param>
    public IReadOnlyList<EmailFact> Facts(Letterhead head, KnownVisit? before = null)
    {
        var (texts, words) = (new AppointmentTexts(head.Words.Culture), WordsOf(head));
        return
        [
            .. new EmailFact[]
            {
                new(texts.MailWhat, Visit.Title),
                new(texts.MailWas, before is null ? "" : words.When(before.StartsAt)),
                new(before is null ? texts.When : texts.MailNow, words.When(Visit.StartsAt)),
                new(texts.Arrival, words.Arrival(Visit.Arrival)),
                new(texts.With, words.People(Technicians)),
                new(texts.Where, Place),
            }.Where(fact => fact.Value.Length > 0),
        ];
    }

    /// <summary>The same for the office, with whose it is.</summary>
    public IReadOnlyList<EmailFact> OfficeFacts(Letterhead head) =>
        [new("Customer", CustomerName), new("Job", $"{JobNumber}, {JobTitle}"), .. Facts(head)];

    public string OfficeAddress(Letterhead head) => head.Office($"/appointments/{Visit.Id}");

    /// <summary>Every contact who may answer.</summary>
    public async Task<IReadOnlyList<Addressee>> CustomerAsync(WorkspaceDb db, string kind, CancellationToken cancellationToken)
    {
        var contacts = await db
            .Contacts.Where(c => c.CustomerId == Visit.CustomerId && c.RemovedAt == null)
            .Select(c => new
            {
                c.Name,
                c.Email,
                c.Rights,
            })
            .ToListAsync(cancellationToken);
        return [.. contacts.Where(c => c.Rights.MayDecide()).Select(c => new Addressee(kind, c.Name, c.Email, Visit.Id.Value))];
    }

    /// <summary>Everyone of the company who schedules.</summary>
    public async Task<IReadOnlyList<Addressee>> OfficeAsync(WorkspaceDb db, string kind, CancellationToken cancellationToken)
    {
        var staff = await db
            .Staff.Where(s => s.RemovedAt == null)
            .Select(s => new
            {
                s.Name,
                s.Email,
                s.Role,
            })
            .ToListAsync(cancellationToken);
        return [.. staff.Where(s => s.Role.MaySchedule()).Select(s => new Addressee(kind, s.Name, s.Email, Visit.Id.Value))];
    }

    /// <summary>A letter to one contact, with a link of its own that leads to the visit; without one while the portal is off.</summary>
    /// <returns>Null: the contact is gone or may not answer any more, or the mail's link was used, so that it must not go out again.</returns>
    public async Task<VisitLetter?> LetterAsync(
        WorkspaceDb db,
        EmailDelivery delivery,
        Letterhead head,
        string subject,
        string intro,
        string words,
        KnownVisit? before,
        int further,
        CancellationToken cancellationToken
    )
    {
        var contact = await db.Contacts.SingleOrDefaultAsync(
            c => c.CustomerId == Visit.CustomerId && c.Email == delivery.Recipient && c.RemovedAt == null,
            cancellationToken
        );
        if (contact is null || !contact.Rights.MayDecide())
        {
            return null;
        }

        MailedLink? link = null;
        if (head.Company.Portal.IsOn)
        {
            var target = $"/portal/{head.Company.Slug}/appointments/{Visit.Id}";
            link = await MailedLink.OfMailAsync(db, delivery, contact, target, head, cancellationToken);
            if (link is null)
            {
                return null;
            }
        }

        return new VisitLetter(head, subject, contact.Name, intro, words, Facts(head, before), further, link, Visit.JobId.Value)
        {
            Values = new Dictionary<string, string>
            {
                ["appointment.title"] = Visit.Title,
                ["appointment.when"] = WordsOf(head).When(Visit.StartsAt, head.Now),
                ["appointment.time"] = WordsOf(head).Time(Visit.StartsAt),
                ["technician.name"] = Technicians is [var lead, ..] ? lead : new AppointmentTexts(head.Words.Culture).OurTechnician,
            },
        };
    }
}
