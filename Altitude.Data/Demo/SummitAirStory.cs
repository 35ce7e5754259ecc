using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Jobs;
using Altitude.Domain.Leads;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Altitude.Data.Demo;

/// <summary>
/// The demo: Summit Air Heating &amp; Cooling with its week, and Bright Spark Electric beside it. Told through the domain's own acts; told again, both begin anew
/// under the same addresses and sign-ins, and what was there before is closed.
/// </summary>
/// <param name="database">As the owner, whose history keeps its dates; as the app role, all of it is dated now.</param>
/// <param name="listener">Hears of what was told and of what was closed.</param>
/// <param name="followUps">What follows from sending the story's estimates: their mails. Nothing follows from the history.</param>
/// <param name="mint">The program's own way to mint a link's secret.</param>
public sealed class SummitAirStory(NpgsqlDataSource database, ICommitListener listener, FollowUps followUps, MintLinkSecret mint)
{
    public const string SummitAir = "summit-air";
    public const string BrightSpark = "bright-spark";

    private const string Maria = "maria.delgado@example.com";
    private const string Luis = "luis.delgado@example.com";
    private const string Books = "books@delgado-rentals.example";

    private static readonly DemoStaff[] SummitStaff =
    [
        new("Owen Hart", "owen@summit-air.example", "+1 303 555 0170", StaffRole.Owner),
        new("Ada Brooks", "ada@summit-air.example", "+1 303 555 0171", StaffRole.Admin),
        new("Priya Nair", "priya@summit-air.example", "+1 303 555 0172", StaffRole.Dispatcher),
        new("Dana Whitfield", "dana@summit-air.example", "+1 303 555 0173", StaffRole.Technician),
        new("Marcus Bell", "marcus@summit-air.example", "+1 303 555 0174", StaffRole.Technician, IsNamed: false),
        new("Sofia Reyes", "sofia@summit-air.example", "+1 303 555 0175", StaffRole.Technician, IsNamed: false),
    ];

    private static readonly DemoStaff[] SparkStaff =
    [
        new("Noor Haddad", "noor@bright-spark.example", "+1 602 555 0110", StaffRole.Owner),
        new("Eli Navarro", "eli@bright-spark.example", "+1 602 555 0111", StaffRole.Technician, IsNamed: false),
    ];

    private readonly WorkspaceDbFactory _quiet = new(database, listener, FollowUps.None);
    private readonly WorkspaceDbFactory _workspaces = new(database, listener, followUps);

    /// <summary>Whether the demo is there.</summary>
    public async Task<bool> IsToldAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select exists (select from platform.workspaces where slug = $1 and closed_at is null)");
        command.Parameters.Add(new() { Value = SummitAir });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>One telling at a time: who calls it sees to that.</summary>
    /// <param name="publicUrl">Where people reach the program; links begin with it.</param>
    public async Task<DemoAccess> TellAsync(Uri publicUrl, CancellationToken cancellationToken)
    {
        var signIns = await DemoSignIns.EnsureAsync(database, [.. SummitStaff.Concat(SparkStaff).Select(s => s.Email)], cancellationToken);
        var (summit, spark) = (Id<Workspace>.New(), Id<Workspace>.New());
        await _quiet.FoundAsync(new Operator(summit), SummitAir, db => FoundSummitAsync(db, signIns, cancellationToken), cancellationToken);
        await _quiet.FoundAsync(new Operator(spark), BrightSpark, db => FoundSparkAsync(db, signIns, cancellationToken), cancellationToken);

        var address = publicUrl.ToString().TrimEnd('/');
        return new DemoAccess(
            [.. SignIns(SummitAir, SummitStaff, address), .. SignIns(BrightSpark, SparkStaff, address)],
            [
                new DemoPortal(SummitAir, "Summit Air Heating & Cooling", $"{address}/portal/{SummitAir}"),
                new DemoPortal(BrightSpark, "Bright Spark Electric", $"{address}/portal/{BrightSpark}"),
            ],
            [
                .. await SendAsync(new Operator(summit), [Maria, Luis, Books], address, cancellationToken),
                .. await SendAsync(new Operator(spark), [Maria], address, cancellationToken),
            ]
        );
    }

    private static async Task FoundSummitAsync(WorkspaceDb db, IReadOnlyDictionary<string, Guid> signIns, CancellationToken cancellationToken)
    {
        var workspace = Workspace.Found(db.WorkspaceId, SummitAir, "Summit Air Heating & Cooling", "America/Denver", Currency.Of("USD"), "en-US");
        var tax = new TaxRate("Denver sales tax", 8.81m);
        workspace.Describe(new CompanyDetails("+1 303 555 0100", "hello@summit-air.example", "2500 Larimer St, Denver CO 80205"), [tax]);
        workspace.Dress(new BrandKit(BrandColor.Parse("#0B5FA5"), BrandColor.Parse("#F2B705"), ColorScheme.Device));
        var (calendar, company) = await BeginAsync(
            db,
            workspace,
            tax,
            SummitStaff,
            signIns,
            "Parts carry the maker's warranty, our labour one year. The balance is due within 14 days of the invoice.",
            cancellationToken
        );
        var history = new DemoHistory(db, calendar, company);
        history.Tell(workspace, calendar.Past(calendar.Today.AddDays(-60), 9, 0));
        foreach (var member in company.Staff.Values)
        {
            history.Tell(member, calendar.Past(calendar.Today.AddDays(-60), 9, 30));
        }

        Price(
            db,
            history,
            company,
            calendar.Past(calendar.Today.AddDays(-59), 10, 0),
            [
                ("Repair", [PriceBook.AcRepair, PriceBook.BlowerMotor, PriceBook.Igniter, PriceBook.RefrigerantLeak, PriceBook.Drain]),
                ("Service", [PriceBook.FurnaceTuneUp, PriceBook.AcTuneUp, PriceBook.DuctCleaning, PriceBook.Rooftop]),
                ("Comfort", [PriceBook.Thermostat, PriceBook.Humidifier]),
                ("Systems", [PriceBook.HeatPump, PriceBook.Furnace, PriceBook.MiniSplit, PriceBook.WaterHeater]),
            ],
            [PriceBook.AcTuneUp, PriceBook.FurnaceTuneUp, PriceBook.HeatPump]
        );

        // The Delgados came in this morning, or yesterday where it is not yet nine.
        var called = calendar.Past(calendar.Today, 9, 12);
        called = called < calendar.Now ? called : calendar.Past(calendar.Today.AddDays(-1), 9, 12);
        var delgado = Customer.Register(Id<Customer>.New(), workspace.Id, "Delgado household", called);
        var maria = delgado.AddContact(Id<Contact>.New(), "Maria Delgado", Maria, "+1 303 555 0142", ContactRights.Full);
        delgado.AddContact(Id<Contact>.New(), "Luis Delgado", Luis, "+1 303 555 0143", ContactRights.Approve);
        delgado.AddContact(Id<Contact>.New(), "Delgado Rentals, accounts", Books, "", ContactRights.BillingOnly);
        var home = delgado.AddLocation(Id<ServiceLocation>.New(), "Home", "1420 Pearl St Apt 3, Denver CO 80203");
        history.Tell(delgado, called);
        history.Know(delgado.Name, new KnownCustomer(delgado, maria, home.Id));

        // Numbers run on from the jobs of the past, so that the story's own are 1001, 1002, and its invoice 2044.
        await history.TellAsync(
            SummitAirJobs.All,
            firstJob: 1001 - SummitAirJobs.All.Count,
            nextEstimate: 1001,
            nextInvoice: 2044,
            cancellationToken
        );

        var repair = await OpenAsync(db, delgado, home, "AC blows warm air", company.Staff["Dana"], called, cancellationToken);
        var visit = Appointment.Plan(
            Id<Appointment>.New(),
            repair,
            new VisitDescription(
                "Diagnostic visit",
                company.Staff["Dana"].Id,
                Further: [],
                home.Id,
                "The unit stands behind the house. The gate code is 4411.",
                "Bring the long ladder."
            ),
            new VisitTime(
                calendar.FirstVisit.ToDateTime(new TimeOnly(10, 30)),
                TimeSpan.FromHours(1),
                new TimeWindow(new TimeOnly(10, 30), new TimeOnly(12, 30))
            ),
            calendar.Zone
        );
        VisitTasks.QueueReminder(db, visit, NotificationSettings.Default.VisitReminderHours);
        history.Tell(repair, called);
        visit.TakeNews(); // They were told at the time.
        history.Tell(visit, Soon(called, 20));
        visit.Confirm(maria.Name, Soon(called, 55));
        history.Tell(visit, Soon(called, 55));
        repair.Restage(new JobFacts { HasAppointment = true }, Soon(called, 20));
        history.Tell(repair, Soon(called, 20));
        var thermostat = await OpenAsync(
            db,
            delgado,
            home,
            "Smart thermostat, and sealed ducts",
            company.Staff["Dana"],
            Soon(called, 90),
            cancellationToken
        );
        history.Tell(thermostat, Soon(called, 90));

        var offer = await DraftAsync(
            db,
            repair,
            PriceBook.AcRepair.Offer(workspace.Currency, tax, calendar.Told(2027, 6, 22), company.Terms),
            cancellationToken
        );
        history.Tell(offer, Soon(called, 85));
        var ducts = await DraftAsync(
            db,
            thermostat,
            PriceBook.Thermostat.Offer(workspace.Currency, tax, calendar.Told(2027, 6, 15), company.Terms),
            cancellationToken
        );
        history.Tell(ducts, Soon(called, 95));
        ducts.Send(workspace.Zone, Soon(called, 110)); // Its mail has been read and thrown away; the one about the repair is the newest that they have.
        history.Tell(ducts, Soon(called, 110));
        db.Queue(OutboxKinds.ExpireEstimate, ducts.Id.Value, ducts.Sent?.ExpiresAt);
        thermostat.Restage(new JobFacts { HasOpenEstimate = true }, Soon(called, 110));
        history.Tell(thermostat, Soon(called, 110));
        Prepare(db, repair, company, Soon(called, 70));
        history.Tell(repair, Soon(called, 70));
        await AskAsync(db, history, calendar, repair, called, cancellationToken);
        Talk(db, history, company, calendar, delgado, maria, repair, called);
        await history.WriteAsync(cancellationToken);

        DateTimeOffset Soon(DateTimeOffset from, int minutes) => from.AddMinutes(minutes) < calendar.Now ? from.AddMinutes(minutes) : calendar.Now;
    }

    /// <summary>What the team keeps with the repair: what to bring, what to know, and by which words it is found.</summary>
    private static void Prepare(WorkspaceDb db, Job repair, KnownCompany company, DateTimeOffset at)
    {
        ChecklistItem[] items =
        [
            repair.AddItem(Id<ChecklistItem>.New(), "Call the day before"),
            repair.AddItem(Id<ChecklistItem>.New(), "Bring a 45/5 capacitor and the gauges"),
            repair.AddItem(Id<ChecklistItem>.New(), "Photograph the type plate"),
        ];
        repair.Tick(items[0].Id, true, company.Staff["Priya"].Id, at);
        var gate = repair.WriteNote(
            Id<JobNote>.New(),
            "The unit stands on the roof. Ring at Apt 3 for the key to the hatch; the dog is friendly.",
            company.Staff["Priya"].Id,
            company.Staff["Priya"].Name,
            at
        );
        repair.PinNote(gate.Id, true, company.Staff["Priya"].Name);
        db.AddRange(items);
        db.Add(gate);
        foreach (var (name, tone) in new[] { ("Roof", TagTone.Waiting), ("Warranty", TagTone.Good) })
        {
            var tag = Tag.Make(Id<Tag>.New(), db.WorkspaceId, name, tone);
            db.Add(tag);
            db.Add(repair.PutTag(tag)!); // It bears none yet.
        }
    }

    /// <summary>What the Delgados and two others wrote, and what they were answered; Maria's last question waits.</summary>
    private static void Talk(
        WorkspaceDb db,
        DemoHistory history,
        KnownCompany company,
        DemoCalendar calendar,
        Customer delgado,
        Contact maria,
        Job repair,
        DateTimeOffset called
    )
    {
        var (priya, dana) = (company.Staff["Priya"], company.Staff["Dana"]);
        Tell(
            delgado,
            repair.Id,
            maria,
            (true, maria.Name, 25, "Thank you for calling back so quickly. The code for the front door is 4471, then the second stair on the left."),
            (
                false,
                dana.Name,
                32,
                "Thanks, Maria. Please leave the thermostat at 72 until I am there, so that the coil can thaw. I ring when I am on my way."
            ),
            (true, maria.Name, 58, "Will do. The outdoor unit now hums and stops after a minute. Is it safe to let it run until then?")
        );
        Tell(
            delgado,
            null,
            maria,
            (true, "Luis Delgado", 62, "Do you also look after the unit of our rental on Grant Street? The tenant says it is loud."),
            (false, priya.Name, 75, "We do. Write to us when it suits the tenant, mornings are best, and we come by for a look at no charge.")
        );
        var others = db.Jobs.Local.Where(j => j.Stage == JobStage.Approved && j.CustomerId != delgado.Id).OrderBy(j => j.Number).Take(2).ToArray();
        (bool, string, int, string)[][] words =
        [
            [
                (false, priya.Name, -1_500, "The part came in this morning. Does next week suit you, Tuesday or Wednesday before noon?"),
                (true, "", -1_340, "Wednesday is fine, thank you."),
            ],
            [(true, "", -4_400, "Can you take the old unit away with you?"), (false, priya.Name, -4_380, "Yes, that is included.")],
        ];
        foreach (var (job, said) in others.Zip(words))
        {
            var customer = db.Customers.Local.Single(c => c.Id == job.CustomerId);
            Tell(customer, job.Id, customer.Contacts[0], said);
        }

        void Tell(Customer customer, Id<Job>? job, Contact contact, params (bool IsCustomer, string By, int Minutes, string Text)[] said)
        {
            var talk = Conversation.Begin(Id<Conversation>.New(), db.WorkspaceId, customer.Id, job, called);
            history.Tell(talk, called);
            foreach (var (isCustomer, by, minutes, text) in said)
            {
                var at = called.AddMinutes(minutes) < calendar.Now ? called.AddMinutes(minutes) : calendar.Now;
                var who = isCustomer
                    ? new MessageAuthor(
                        (customer.Contacts.SingleOrDefault(c => c.Name == by) ?? contact).Id.Value,
                        by.Length > 0 ? by : contact.Name,
                        true
                    )
                    : new MessageAuthor(company.Staff.Values.Single(s => s.Name == by).Id.Value, by, IsCustomer: false);
                db.Messages.Add(talk.Write(Id<Message>.New(), who, text, 0, at));
                history.Tell(talk, at);
            }

            if (!said[^1].IsCustomer)
            {
                db.ReadMarks.Add(
                    new ReadMark(db.WorkspaceId, talk.Id, contact.Id.Value, true, contact.Name, talk.LastNumber, talk.FromCompany, talk.LastAt)
                );
            }
            else if (job == repair.Id)
            {
                db.ReadMarks.Add(
                    new ReadMark(db.WorkspaceId, talk.Id, contact.Id.Value, true, contact.Name, talk.LastNumber, talk.FromCompany, talk.LastAt)
                );
            }
            else
            {
                talk.Settle(priya.Name);
                talk.NoteOfficeRead(priya.Name, talk.LastNumber, 0);
                history.Tell(talk, talk.LastAt.AddMinutes(10));
            }
        }
    }

    /// <summary>Maria's request, which became the repair; two that wait, and one that was lost.</summary>
    private static async Task AskAsync(
        WorkspaceDb db,
        DemoHistory history,
        DemoCalendar calendar,
        Job repair,
        DateTimeOffset called,
        CancellationToken cancellationToken
    )
    {
        var found = LeadSource.Unknown with { Source = "google", Medium = "maps" };
        var maria = await ReceiveAsync(
            new LeadRequest(
                "Maria Delgado",
                Maria,
                "+1 303 555 0142",
                "1420 Pearl St Apt 3, Denver CO 80203",
                "AC blows warm air",
                "It runs all day and the rooms stay at 80. The outdoor unit hums, but its fan hardly turns.",
                "A weekday morning",
                found
            ),
            "+13035550142",
            called
        );
        maria.Become(repair);
        history.Tell(maria, called);

        var hot = calendar.Past(calendar.Today.AddDays(-2), 16, 40);
        var kim = await ReceiveAsync(
            new LeadRequest(
                "Daniel Kim",
                "daniel.kim@example.com",
                "303 555 0196",
                "88 S Logan St, Denver CO 80209",
                "Furnace smells of gas when it starts",
                "Only for a minute, every morning.",
                "After 4 PM",
                LeadSource.Unknown
            ),
            "+13035550196",
            hot
        );
        kim.FollowUp(calendar.Today, "Left a message; he calls back after work.");
        history.Tell(kim, hot.AddMinutes(35));

        var lost = calendar.Past(calendar.Today.AddDays(-9), 11, 5);
        var moved = await ReceiveAsync(
            new LeadRequest("Grace Lindqvist", "grace.lindqvist@example.com", "", "", "Quote for a heat pump", "", "", found),
            "",
            lost
        );
        moved.Lose("Chose somebody closer to her");
        history.Tell(moved, lost.AddDays(1));

        var late = calendar.Past(calendar.Today.AddDays(-1), 21, 18);
        history.Tell(
            await ReceiveAsync(
                new LeadRequest(
                    "Nina Park",
                    "nina.park@example.com",
                    "(303) 555-0199",
                    "1420 Pearl St Apt 5, Denver CO 80203",
                    "No hot water since last night",
                    "The pilot light is on. The tank is from 2011, I think.",
                    "Today if you can, else tomorrow before ten",
                    LeadSource.Unknown
                ),
                "+13035550199",
                late
            ),
            late
        );

        async Task<Lead> ReceiveAsync(LeadRequest wanted, string phone, DateTimeOffset at)
        {
            var number = await db.NextNumberAsync("REQ", 1001, cancellationToken);
            var lead = Lead.Receive(Id<Lead>.New(), db.WorkspaceId, $"REQ-{number}", wanted, phone, at);
            history.Tell(lead, at);
            return lead;
        }
    }

    private static async Task FoundSparkAsync(WorkspaceDb db, IReadOnlyDictionary<string, Guid> signIns, CancellationToken cancellationToken)
    {
        var workspace = Workspace.Found(db.WorkspaceId, BrightSpark, "Bright Spark Electric", "America/Phoenix", Currency.Of("USD"), "en-US");
        var tax = new TaxRate("Phoenix sales tax", 9.1m);
        workspace.Describe(new CompanyDetails("+1 602 555 0100", "hello@bright-spark.example", "410 E Roosevelt St, Phoenix AZ 85004"), [tax]);
        workspace.Dress(new BrandKit(BrandColor.Parse("#6A2C91"), BrandColor.Parse("#FFC94A"), ColorScheme.Device));
        workspace.Control(workspace.Portal with { LongestSessionHours = 4 });
        var (calendar, company) = await BeginAsync(
            db,
            workspace,
            tax,
            SparkStaff,
            signIns,
            "Work is done to the code in force. The balance is due within 14 days of the invoice.",
            cancellationToken
        );
        var history = new DemoHistory(db, calendar, company);
        var founded = calendar.Past(calendar.Today.AddDays(-30), 9, 0);
        history.Tell(workspace, founded);
        foreach (var member in company.Staff.Values)
        {
            history.Tell(member, founded);
        }

        Price(db, history, company, founded, [("Repair", [PriceBook.Fans]), ("Systems", [PriceBook.Panel, PriceBook.Charger])], [PriceBook.Charger]);

        var came = calendar.Past(calendar.Today.AddDays(-1), 11, 5);
        var delgado = Customer.Register(Id<Customer>.New(), workspace.Id, "Maria Delgado", came);
        delgado.AddContact(Id<Contact>.New(), "Maria Delgado", Maria, "+1 303 555 0142", ContactRights.Full);
        var home = delgado.AddLocation(Id<ServiceLocation>.New(), "Rental", "2217 N 7th Ave, Phoenix AZ 85007");
        history.Tell(delgado, came);

        PastJob[] past =
        [
            new(
                "Copper State Dental",
                "Ines Calderon",
                "3003 N Central Ave, Phoenix AZ 85012",
                "Lights flicker in the waiting room",
                PriceBook.Fans,
                "Eli",
                Reached.Lead,
                2
            ),
            new(
                "Hughes household",
                "Martin Hughes",
                "1414 W Lewis Ave, Phoenix AZ 85007",
                "EV charger in the carport",
                PriceBook.Charger,
                "Eli",
                Reached.Approved,
                6
            )
            {
                VisitIn = 2,
                Hour = 9,
                IsConfirmed = true,
            },
            new(
                "Begay household",
                "Sharon Begay",
                "5525 N 3rd St, Phoenix AZ 85012",
                "Ceiling fans for three rooms",
                PriceBook.Fans,
                "Eli",
                Reached.Paid,
                19
            ),
        ];
        await history.TellAsync(past, firstJob: 501 - past.Length, nextEstimate: 501, nextInvoice: 701, cancellationToken);
        var panel = await OpenAsync(db, delgado, home, "Breakers trip when the oven is on", company.Staff["Eli"], came, cancellationToken);
        history.Tell(panel, came);
        await DraftAsync(db, panel, PriceBook.Panel.Offer(workspace.Currency, tax, calendar.Today.AddDays(14), company.Terms), cancellationToken);
        await history.WriteAsync(cancellationToken);
    }

    private static async Task<(DemoCalendar Calendar, KnownCompany Company)> BeginAsync(
        WorkspaceDb db,
        Workspace workspace,
        TaxRate tax,
        DemoStaff[] staff,
        IReadOnlyDictionary<string, Guid> signIns,
        string terms,
        CancellationToken cancellationToken
    )
    {
        db.Add(workspace);
        await db.FlushAsync(cancellationToken); // Its numbers are counted in rows that point to it.
        db.Queue(OutboxKinds.TidyWorkspace, workspace.Id.Value, db.Now.AddDays(1));
        var members = staff.ToDictionary(s => s.FirstName, s => DemoSignIns.Seat(db, workspace, s, signIns[s.Email]));
        return (new DemoCalendar(db.Now, workspace.Zone), new KnownCompany(workspace, tax, terms, members));
    }

    /// <summary>The price book, and the templates that estimates are begun from.</summary>
    private static void Price(
        WorkspaceDb db,
        DemoHistory history,
        KnownCompany company,
        DateTimeOffset at,
        (string Category, Work[] Works)[] offered,
        Work[] templates
    )
    {
        var workspace = company.Workspace;
        foreach (var entry in PriceBook.EntriesOf(workspace.Currency, offered))
        {
            var item = PriceItem.Add(Id<PriceItem>.New(), workspace.Id, entry);
            db.Add(item);
            history.Tell(item, at);
        }

        foreach (var work in templates)
        {
            var content = work.Offer(workspace.Currency, company.Tax, DateOnly.FromDateTime(at.UtcDateTime), company.Terms);
            var template = EstimateTemplate.Keep(Id<EstimateTemplate>.New(), workspace.Id, work.Title, content, at);
            db.Add(template);
            history.Tell(template, at);
        }
    }

    private static async Task<Job> OpenAsync(
        WorkspaceDb db,
        Customer customer,
        ServiceLocation home,
        string title,
        StaffMember assignee,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var number = $"JOB-{await db.NextNumberAsync("JOB", 1001, cancellationToken)}";
        return Job.Open(Id<Job>.New(), db.WorkspaceId, customer.Id, home.Id, number, title, assignee.Id, at);
    }

    private static async Task<Estimate> DraftAsync(WorkspaceDb db, Job job, EstimateContent content, CancellationToken cancellationToken)
    {
        var number = $"EST-{await db.NextNumberAsync("EST", 1001, cancellationToken)}";
        var estimate = Estimate.Begin(Id<Estimate>.New(), job, number, content, db.Now);
        db.Add(estimate);
        return estimate;
    }

    /// <summary>Sends the story's drafts and issues each contact a link: to the first of their jobs or, who sees invoices only, to the portal.</summary>
    private async Task<IReadOnlyList<DemoSetupLink>> SendAsync(Operator actor, string[] contacts, string address, CancellationToken cancellationToken)
    {
        await using var db = await _workspaces.OpenAsync(actor, cancellationToken);
        var workspace = await db.Workspaces.SingleAsync(cancellationToken);
        var drafts = await db
            .Estimates.Where(e => e.State == EstimateState.Draft)
            .OrderBy(e => e.Number)
            .Include(e => e.Versions)
            .ToListAsync(cancellationToken);
        foreach (var estimate in drafts)
        {
            estimate.Send(workspace.Zone, db.Now);
            db.Queue(OutboxKinds.ExpireEstimate, estimate.Id.Value, estimate.Sent?.ExpiresAt);
            await JobFactsQuery.RestageAsync(db, await db.Jobs.SingleAsync(j => j.Id == estimate.JobId, cancellationToken), cancellationToken);
        }

        var first = await db.Jobs.Where(j => j.Id == drafts[0].JobId).Select(j => j.Number).SingleAsync(cancellationToken);
        List<DemoSetupLink> links = [];
        foreach (var email in contacts)
        {
            var contact = await db.Contacts.SingleAsync(c => c.Email == email, cancellationToken);
            var portal = $"/portal/{workspace.Slug}";
            var target = contact.Rights.MaySeeEstimates() ? $"{portal}/jobs/{first}" : portal;
            var link = SetupLink.Issue(Id<SetupLink>.New(), contact, target, db.Now, TimeSpan.FromHours(workspace.Portal.SetupLinkHours));
            db.Add(link);
            if (!contact.Rights.MaySeeEstimates())
            {
                db.Queue(OutboxKinds.MailLink, link.Id.Value); // Nobody mails them an estimate, and a link is due to every contact.
            }

            links.Add(new DemoSetupLink(workspace.Slug, contact.Name, contact.Email, target, $"{address}/start/{mint(db, link, LinkChannel.Shown)}"));
        }

        await LookAroundAsync(db, cancellationToken);
        await _workspaces.CommitAsync(db, cancellationToken);
        return links;
    }

    /// <summary>Everybody of the company looked at their bell last night: it rings for what came since, and not for the whole history.</summary>
    private static Task<int> LookAroundAsync(WorkspaceDb db, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            """
            insert into tenant.staff_feed_positions (workspace_id, staff_id, seq)
            select s.workspace_id, s.id,
                   coalesce((select max(a.seq) from tenant.activity a where a.workspace_id = s.workspace_id and a.at < (select altitude.now()) - interval '12 hours'), 0)
            from tenant.staff_members s where s.workspace_id = $1
            """,
            [db.WorkspaceId.Value],
            cancellationToken
        );

    private static IEnumerable<DemoSignIn> SignIns(string workspace, IEnumerable<DemoStaff> staff, string address) =>
        staff
            .Where(s => s.IsNamed)
            .Select(s => new DemoSignIn(
                workspace,
                s.Name,
                s.Role.ToString().ToLowerInvariant(),
                s.Email,
                DemoSignIns.Password,
                $"{address}/office/sign-in"
            ));
}
