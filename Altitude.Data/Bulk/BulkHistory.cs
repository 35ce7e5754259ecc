using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Altitude.Data.Demo;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using NpgsqlTypes;

namespace Altitude.Data.Bulk;

/// <summary>
/// Tells a large company's years through the domain's own acts. A few hundred jobs are open, as in any company; all others were paid or lost long ago. Equal
/// seeds tell equal stories, to the last id and instant.
/// </summary>
internal sealed class BulkHistory(WorkspaceDb db, Workspace workspace, StaffMember technician, int seed)
{
    /// <summary>So many jobs are on the board, however large the company.</summary>
    public const int OpenJobs = 200;

    /// <summary>So many jobs are written at a time: what waits for them fits into the connection's own memory.</summary>
    private const int Chunk = 2_500;
    private const string Terms = "The balance is due within 14 days of the invoice.";

    /// <summary>The first job came in then; every further one a little earlier.</summary>
    private static readonly DateTimeOffset Latest = new(2026, 6, 1, 15, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(30);
    private static readonly DateOnly NeverOver = new(2099, 12, 30);

    private static readonly Work[] Catalogue =
    [
        PriceBook.AcRepair,
        PriceBook.Thermostat,
        PriceBook.FurnaceTuneUp,
        PriceBook.AcTuneUp,
        PriceBook.BlowerMotor,
    ];
    private static readonly string[] First =
    [
        "Ada",
        "Ben",
        "Carla",
        "Dev",
        "Elif",
        "Finn",
        "Grace",
        "Hugo",
        "Ines",
        "Jonas",
        "Kira",
        "Liam",
        "Mona",
        "Nils",
    ];
    private static readonly string[] Last =
    [
        "Abbott",
        "Baker",
        "Castillo",
        "Dahl",
        "Evers",
        "Fischer",
        "Garcia",
        "Hughes",
        "Ito",
        "Jensen",
        "Kowalski",
    ];

    private static readonly string[] Asked =
    [
        "When will somebody be here?",
        "It makes the noise again. Is it safe to let it run?",
        "The gate code is 4711.",
        "Can you bring the part along?",
    ];
    private static readonly string[] Answered =
    [
        "The technician calls half an hour before.",
        "Switch it off until we are there, please.",
        "Thank you, we noted that.",
        "Yes, it is on the van.",
    ];

    private static readonly string[] Counters = ["JOB", "EST", "INV"];

    private static readonly Type[] InOrder =
    [
        typeof(Customer),
        typeof(Contact),
        typeof(ServiceLocation),
        typeof(SetupLink),
        typeof(PortalSession),
        typeof(Job),
        typeof(Appointment),
        typeof(Estimate),
        typeof(EstimateVersion),
        typeof(Consent),
        typeof(Invoice),
        typeof(Payment),
        typeof(Conversation),
        typeof(Message),
        typeof(ReadMark),
    ];

    private readonly BulkRows _rows = new(db);
    private readonly Random _random = new(seed);
    private readonly TaxRate _tax = workspace.TaxRates[0];
    private List<Line> _lines = [];
    private List<DocumentLookup> _documents = [];
    private Task _writing = Task.CompletedTask;
    private long _seq;
    private byte[] _hash = SHA256.HashData(workspace.Id.Value.ToByteArray(bigEndian: true));
    private ulong _ids;
    private long _estimates;
    private long _invoices;

    /// <summary>Rows by table.</summary>
    public IReadOnlyDictionary<string, long> Written => _rows.Written;

    /// <returns>The contact who has an estimate to answer, and the number of that estimate.</returns>
    public async Task<(Contact Contact, string Estimate)> TellAsync(int customers, int jobs, CancellationToken cancellationToken)
    {
        var known = new Known[customers];
        for (var i = 0; i < customers; i++)
        {
            known[i] = Register(i, Latest - Apart * jobs - TimeSpan.FromHours(1));
            if (i % Chunk == Chunk - 1)
            {
                await HandOverAsync(cancellationToken);
            }
        }

        await HandOverAsync(cancellationToken);
        for (var i = 0; i < jobs; i++)
        {
            Tell(i, known[i % customers]);
            if (i % Chunk == Chunk - 1)
            {
                await HandOverAsync(cancellationToken);
            }
        }

        await HandOverAsync(cancellationToken);
        await _writing;
        await db.ExecuteAsync(
            "insert into tenant.number_counters (workspace_id, kind, last) select $1, k, n from unnest($2::text[], $3::bigint[]) as c (k, n)",
            [workspace.Id.Value, Counters, new[] { 1000L + jobs, 1000 + _estimates, 2043 + _invoices }],
            cancellationToken
        );
        await db.ExecuteAsync(
            "update platform.heads set seq = $2, hash = $3 where workspace_id = $1",
            [workspace.Id.Value, _seq, _hash],
            cancellationToken
        );
        return (known[0].Contact, "EST-1001");
    }

    private Known Register(int i, DateTimeOffset at)
    {
        var (first, last) = (First[_random.Next(First.Length)], Last[_random.Next(Last.Length)]);
        var customer = Customer.Register(NextId<Customer>(), workspace.Id, Invariant($"{last} household {i + 1}"), at);
        var contact = customer.AddContact(
            NextId<Contact>(),
            $"{first} {last}",
            Invariant($"{first}.{last}.{i + 1}@example.com").ToLowerInvariant(),
            "",
            ContactRights.Full
        );
        var home = customer.AddLocation(NextId<ServiceLocation>(), "Home", Invariant($"{100 + i} Pearl St, Denver CO 80203"));
        Tell(customer, at);
        _rows.Add(contact);
        _rows.Add(home);

        var link = SetupLink.Issue(NextId<SetupLink>(), contact, $"/portal/{workspace.Slug}", at, TimeSpan.FromHours(72));
        link.Revoke(at + TimeSpan.FromHours(1), contact.Name);
        Tell(link, at);
        var browser = SHA256.HashData(contact.Id.Value.ToByteArray());
        var session = PortalSession.Begin(
            NextId<PortalSession>(),
            link,
            contact.Name,
            browser,
            LinkChannel.Email,
            "Phone",
            at,
            TimeSpan.FromHours(4)
        );
        session.End(at + TimeSpan.FromHours(1), contact.Name);
        Tell(session, at);
        return new Known(customer.Id, contact, home.Id, session.Id);
    }

    private void Tell(int i, Known customer)
    {
        var at = Latest - Apart * i;
        var work = Catalogue[_random.Next(Catalogue.Length)];
        var job = Job.Open(NextId<Job>(), workspace.Id, customer.Id, customer.Home, Invariant($"JOB-{1001 + i}"), work.Title, technician.Id, at);
        Carry(job, customer, work, HowFar(i), at);
        _rows.Add(job);
        if (i % 3 == 0)
        {
            Talk(job, customer, isAnswered: i >= OpenJobs || i % 6 == 0, at);
        }
    }

    /// <summary>About a third of the jobs was written about; some of the open ones wait for an answer.</summary>
    private void Talk(Job job, Known customer, bool isAnswered, DateTimeOffset at)
    {
        var contact = new MessageAuthor(customer.Contact.Id.Value, customer.Contact.Name, IsCustomer: true);
        var office = new MessageAuthor(technician.Id.Value, technician.Name, IsCustomer: false);
        var talk = Conversation.Begin(NextId<Conversation>(), workspace.Id, customer.Id, job.Id, at);
        Write(contact, Asked[_random.Next(Asked.Length)]);
        if (isAnswered)
        {
            Write(office, Answered[_random.Next(Answered.Length)]);
            _rows.Add(new ReadMark(workspace.Id, talk.Id, contact.Id, isCustomer: true, contact.Name, talk.LastNumber, talk.FromCompany, at));
        }

        Tell(talk, at);

        void Write(MessageAuthor by, string text) => _rows.Add(talk.Write(NextId<Message>(), by, text, files: 0, at));
    }

    /// <summary>Of the open jobs every kind; the very first waits for its customer's answer.</summary>
    private static Reached HowFar(int i) =>
        i >= OpenJobs
            ? i % 10 == 9
                ? Reached.OfferDeclined
                : Reached.Paid
            : (i % 5) switch
            {
                0 => Reached.Offered,
                1 => Reached.Lead,
                2 => Reached.Booked,
                3 => Reached.Approved,
                _ => Reached.Invoiced,
            };

    private void Carry(Job job, Known customer, Work work, Reached reached, DateTimeOffset at)
    {
        Say(job, at);
        if (reached == Reached.Lead)
        {
            return;
        }

        Book(job, work, isDone: reached > Reached.Booked, at);
        var facts = new JobFacts { HasAppointment = true };
        Move(facts);
        if (reached == Reached.Booked)
        {
            return;
        }

        var through = reached == Reached.Offered ? NeverOver : DateOnly.FromDateTime(at.UtcDateTime).AddDays(30);
        var estimate = Estimate.Begin(
            NextId<Estimate>(),
            job,
            Invariant($"EST-{1001 + _estimates++}"),
            work.Offer(workspace.Currency, _tax, through, Terms),
            at
        );
        estimate.Send(workspace.Zone, at);
        Tell(estimate, at);
        var sent = estimate.Sent!; // Sent above.
        _rows.Add(sent);
        Move(facts = facts with { HasOpenEstimate = true });
        if (reached == Reached.OfferDeclined)
        {
            estimate.Decline(customer.Contact.Name, customer.Contact.Rights, sent.DocumentHash, "Too much for us.", at);
            Say(estimate, at);
            Move(facts with { HasOpenEstimate = false });
            job.Close(JobEnd.Lost, "Went with another company");
            Say(job, at);
            return;
        }

        if (reached == Reached.Offered)
        {
            return;
        }

        Approve(job, customer, estimate, sent, facts, reached, at);

        void Move(JobFacts now)
        {
            job.Restage(now, at);
            Say(job, at);
        }
    }

    private void Approve(Job job, Known customer, Estimate estimate, EstimateVersion sent, JobFacts facts, Reached reached, DateTimeOffset at)
    {
        var totals = sent.Content.TotalsWithoutOptions;
        var consent = estimate.Approve(
            NextId<Consent>(),
            new ConsentGiven(
                sent.DocumentHash,
                EstimateContent.NoTicks,
                totals.Total.MinorUnits,
                customer.Contact.Name,
                customer.Contact.Id,
                customer.Contact.Name,
                customer.Contact.Rights,
                customer.Session,
                LinkChannel.Email,
                RequestOrigin.Of("203.0.113.24", "Phone"),
                at
            ),
            workspace.Name,
            amount => amount.Major.ToString("C", CultureInfo.GetCultureInfo(workspace.Culture))
        );
        Say(estimate, at);
        _rows.Add(consent);
        _documents.Add(
            new DocumentLookup
            {
                Hash = consent.DocumentHash,
                WorkspaceId = workspace.Id,
                ConsentId = consent.Id,
            }
        );
        var today = workspace.DayOf(at);
        var invoice = Invoice.OfApproval(
            NextId<Invoice>(),
            job,
            consent,
            sent.Content,
            Invariant($"INV-{2044 + _invoices++}"),
            today,
            today.AddDays(14)
        );
        Tell(invoice, at);
        job.Restage(facts = facts with { HasOpenEstimate = false, HasApproval = true }, at);
        Say(job, at);
        if (reached == Reached.Approved)
        {
            return;
        }

        invoice.Send(at);
        Say(invoice, at);
        job.Restage(facts = facts with { HasSentInvoice = true }, at);
        Say(job, at);
        if (reached == Reached.Paid)
        {
            var payment = NextId<Payment>();
            invoice.Receive(
                payment,
                new ProviderPayment(Invariant($"pi_generated_{payment.Value:N}"), IsLive: false, totals.Total, PaymentMethods.Card, today, at)
            );
            Say(invoice, at);
            _rows.Add(invoice.Payments[0]);
            job.Restage(facts with { IsSettled = true }, at);
            Say(job, at);
        }
    }

    private void Book(Job job, Work work, bool isDone, DateTimeOffset at)
    {
        var start = isDone ? at.UtcDateTime.Date.AddHours(16) : new DateTime(2099, 1, 5, 10, 0, 0, DateTimeKind.Unspecified);
        var hour = new TimeOnly(start.Hour, 0);
        var visit = Appointment.Book(
            NextId<Appointment>(),
            job,
            isDone ? "Diagnostic visit" : work.Title,
            DateTime.SpecifyKind(start, DateTimeKind.Unspecified),
            TimeSpan.FromHours(1),
            new TimeWindow(hour, hour.AddHours(2)),
            workspace.Zone,
            technician.Id
        );
        visit.TakeNews(); // They were told at the time.
        if (isDone)
        {
            visit.SetOut();
            visit.Finish();
        }

        Tell(visit, at);
    }

    /// <summary>Keeps the row and what was done with it.</summary>
    private void Tell(Entity entity, DateTimeOffset at)
    {
        Say(entity, at);
        _rows.Add(entity);
    }

    private void Say(Entity entity, DateTimeOffset at)
    {
        foreach (var happened in entity.TakeEvents())
        {
            var details = ActivityChain.Details(happened);
            var (id, detailsHash) = (NextId<Line>().Value, SHA256.HashData(Encoding.UTF8.GetBytes(details)));
            var hashed = ActivityChain.Bytes(
                _hash,
                ++_seq,
                id,
                happened.Kind,
                happened.Subject,
                happened.Customer,
                happened.Job,
                happened.Evidence,
                "operator",
                null,
                at,
                detailsHash
            );
            _hash = SHA256.HashData(hashed);
            _lines.Add(new Line(_seq, id, happened, at, details, detailsHash, hashed, _hash));
        }
    }

    /// <summary>The next part is told while the database writes this one.</summary>
    private async Task HandOverAsync(CancellationToken cancellationToken)
    {
        await _writing; // One connection, and what is pointed to comes first.
        var (rows, lines, documents) = (_rows.Take(), _lines, _documents);
        (_lines, _documents) = ([], []);
        _writing = Task.Run(() => WriteAsync(rows, lines, documents, cancellationToken), cancellationToken);
    }

    private async Task WriteAsync(
        IReadOnlyDictionary<Type, List<object>> rows,
        List<Line> lines,
        List<DocumentLookup> documents,
        CancellationToken cancellationToken
    )
    {
        await _rows.WriteAsync(InOrder, rows, cancellationToken);
        await _rows.WriteAsync(
            "activity",
            [
                ("workspace_id", "uuid"),
                ("seq", "bigint"),
                ("id", "uuid"),
                ("kind", "text"),
                ("subject", "uuid"),
                ("customer_id", "uuid"),
                ("job_id", "uuid"),
                ("evidence", "text"),
                ("actor_kind", "text"),
                ("at", "timestamp with time zone"),
                ("details_hash", "bytea"),
                ("hashed", "bytea"),
                ("hash", "bytea"),
            ],
            lines.Select(l =>
                new object?[]
                {
                    workspace.Id.Value,
                    l.Seq,
                    l.Id,
                    l.Happened.Kind,
                    l.Happened.Subject,
                    l.Happened.Customer,
                    l.Happened.Job,
                    l.Happened.Evidence,
                    "operator",
                    l.At,
                    l.DetailsHash,
                    l.Hashed,
                    l.Hash,
                }
            ),
            cancellationToken
        );
        await _rows.WriteAsync(
            "activity_details",
            [("workspace_id", "uuid"), ("seq", "bigint"), ("body", "text")],
            lines.Select(l => new object?[] { workspace.Id.Value, l.Seq, l.Details }),
            cancellationToken
        );
        await db.ExecuteAsync(
            """
            insert into platform.document_lookups (hash, workspace_id, consent_id) select d.hash, $1, d.id from unnest($2, $3) as d (hash, id)
              on conflict (hash) do update set workspace_id = excluded.workspace_id -- The same documents, told again.
            """,
            [workspace.Id.Value, documents.Select(d => d.Hash.Hex).ToArray(), documents.Select(d => d.ConsentId.Value).ToArray()],
            cancellationToken
        );
    }

    /// <summary>Counts up, so that indexes are filled from one end; the rest is the seed's chance.</summary>
    private Id<T> NextId<T>()
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes, ++_ids << 16);
        _random.NextBytes(bytes[8..]);
        bytes[6] = 0x70;
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Id<T>(new Guid(bytes, bigEndian: true));
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private sealed record Known(Id<Customer> Id, Contact Contact, Id<ServiceLocation> Home, Id<PortalSession> Session);

    private sealed record Line(
        long Seq,
        Guid Id,
        DomainEvent Happened,
        DateTimeOffset At,
        string Details,
        byte[] DetailsHash,
        byte[] Hashed,
        byte[] Hash
    );
}
