using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Altitude.Data;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Jobs;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Altitude.Testing;

/// <summary>
/// The people and records of the scenarios, made by domain methods through the one door: Summit Air with its staff, the Delgado household with its three
/// contacts, a job and EST-1001 sent with the scenario's figures; and Bright Spark, where Maria is a customer too. Everyone is signed in.
/// </summary>
public sealed class Cast
{
    /// <summary>2027-06-08 12:05 in Denver: the estimate is about to be sent.</summary>
    public static readonly DateTimeOffset Moment = new(2027, 6, 8, 18, 5, 0, TimeSpan.Zero);

    /// <summary>What every member of staff signs in with.</summary>
    public const string Password = "Furnace-and-Coil-45";

    private static readonly Lazy<string> s_passwordHash = new(() => new PasswordHasher<StaffUser>().HashPassword(new StaffUser(), Password));

    private Cast(Company summit, Company spark) => (Summit, Spark) = (summit, spark);

    /// <summary>Summit Air Heating &amp; Cooling, Denver.</summary>
    public Company Summit { get; }

    /// <summary>Bright Spark Electric, Phoenix: the other workspace, whose rows nobody of Summit may see.</summary>
    public Company Spark { get; }

    public Staff Owen => Summit.Owner;

    /// <summary>Admin.</summary>
    public Staff Ada => Summit.Staff["Ada Brooks"];

    /// <summary>Dispatcher.</summary>
    public Staff Priya => Summit.Staff["Priya Nair"];

    /// <summary>Technician.</summary>
    public Staff Dana => Summit.Staff["Dana Whitfield"];

    /// <summary>Full rights.</summary>
    public SignedIn Maria => Summit.Contacts[0];

    /// <summary>May approve.</summary>
    public SignedIn Luis => Summit.Contacts[1];

    /// <summary>Billing only.</summary>
    public SignedIn Books => Summit.Contacts[2];

    /// <summary>Maria as a customer of Bright Spark, in the same browser as <see cref="Maria"/>.</summary>
    public SignedIn MariaAtSpark => Spark.Contacts[0];

    /// <summary>The estimate of S1: 812.26 without the option, 1,083.20 with it.</summary>
    /// <param name="capacitor">Minor units; S4 raises it to 22,900.</param>
    public static EstimateContent AcRepair(long capacitor = 18_900) =>
        new(
            "AC repair",
            new Currency("USD"),
            [
                new LineItem("diagnostic", "Diagnostic", 1, "", 12_900, IsTaxed: false, Discount.OfAmount(5_000), IsOptional: false),
                new LineItem("capacitor", "Capacitor 45/5 uF", 1, "", capacitor, IsTaxed: true, Discount.None, IsOptional: false),
                new LineItem("refrigerant", "R-410A refrigerant", 3, "lb", 9_500, IsTaxed: true, Discount.None, IsOptional: false),
                new LineItem("labour", "Labour", 1.5m, "h", 14_500, IsTaxed: false, Discount.None, IsOptional: false),
                new LineItem(SurgeProtector, "Surge protector", 1, "", 24_900, IsTaxed: true, Discount.None, IsOptional: true),
            ],
            Discount.None,
            new TaxRate("Denver sales tax", 8.81m),
            DepositTerms.OfPercent(30),
            new DateOnly(2027, 6, 22),
            "Work is warranted for one year.",
            "The condenser fan starts slowly; the capacitor reads 31 of 45 uF."
        );

    /// <summary>Key of the one optional line.</summary>
    public const string SurgeProtector = "surge-protector";

    /// <summary>What a browser sends when this person approves what is before them.</summary>
    /// <param name="ticked">Keys of the options; none: nothing ticked.</param>
    public static ConsentGiven ConsentOf(SignedIn who, EstimateVersion shown, DateTimeOffset at, params string[] ticked) =>
        new(
            shown.DocumentHash,
            ticked.ToHashSet(),
            shown.Content.Totals(ticked.ToHashSet()).Total.MinorUnits,
            who.Actor.ContactName,
            who.Actor.ContactId,
            who.Actor.ContactName,
            who.Actor.Rights,
            who.Actor.Session,
            LinkChannel.Email,
            RequestOrigin.Of("203.0.113.7", "Test browser"),
            at
        );

    /// <summary>Approves in <paramref name="db"/> as the use-case does, short of the invoice; not yet committed.</summary>
    public static async Task<Consent> ApproveAsync(WorkspaceDb db, SignedIn who, Id<Estimate> id, params string[] ticked)
    {
        await db.LockAsync(id, CancellationToken.None);
        var estimate = await db.Estimates.Include(e => e.Versions).SingleAsync(e => e.Id == id);
        var job = await db.Jobs.SingleAsync(j => j.Id == estimate.JobId);
        var given = ConsentOf(who, estimate.Sent ?? estimate.Versions[0], db.Now, ticked);
        var consent = estimate.Approve(Id<Consent>.New(), given, "Summit Air Heating & Cooling", m => FormattableString.Invariant($"${m.Major:N2}"));
        db.Consents.Add(consent);
        db.DocumentLookups.Add(
            new DocumentLookup
            {
                Hash = consent.DocumentHash,
                WorkspaceId = db.WorkspaceId,
                ConsentId = consent.Id,
            }
        );
        await JobFactsQuery.RestageAsync(db, job, CancellationToken.None);
        return consent;
    }

    internal static async Task<Cast> GatherAsync(NpgsqlDataSource app, WorkspaceDbFactory workspaces, int number, CancellationToken cancellationToken)
    {
        var suffix = number == 1 ? "" : FormattableString.Invariant($"-{number}");
        var mariasBrowser = NewSecret();
        var summit = await FoundAsync(
            app,
            workspaces,
            new Company("summit-air" + suffix, "Summit Air Heating & Cooling", "America/Denver"),
            new CompanyDetails("+1 303 555 0100", "office@summit-air.example", "2200 Market St, Denver CO 80205"),
            new TaxRate("Denver sales tax", 8.81m),
            new BrandKit(BrandColor.Parse("#0B5FA5"), BrandColor.Parse("#F2B705"), ColorScheme.Device),
            [
                ("Owen Hart", StaffRole.Owner),
                ("Ada Brooks", StaffRole.Admin),
                ("Priya Nair", StaffRole.Dispatcher),
                ("Dana Whitfield", StaffRole.Technician),
            ],
            cancellationToken
        );
        await ServeAsync(
            workspaces,
            summit,
            summit.Staff["Priya Nair"],
            "Delgado household",
            "1420 Pearl St Apt 3, Denver CO 80203",
            "AC repair",
            [
                ("Maria Delgado", "maria.delgado@example.com", "+1 303 555 0142", ContactRights.Full, mariasBrowser),
                ("Luis Delgado", "luis.delgado@example.com", "", ContactRights.Approve, NewSecret()),
                ("Delgado Rentals books", "books@delgado-rentals.example", "", ContactRights.BillingOnly, NewSecret()),
            ],
            cancellationToken
        );
        var spark = await FoundAsync(
            app,
            workspaces,
            new Company("bright-spark" + suffix, "Bright Spark Electric", "America/Phoenix"),
            new CompanyDetails("+1 602 555 0100", "office@bright-spark.example", "40 E Adams St, Phoenix AZ 85004"),
            new TaxRate("Phoenix sales tax", 8.6m),
            BrandKit.Default,
            [("Nora Quist", StaffRole.Owner)],
            cancellationToken
        );
        await ServeAsync(
            workspaces,
            spark,
            spark.Owner,
            "Maria Delgado",
            "18 Cactus Rd, Phoenix AZ 85020",
            "New panel",
            [("Maria Delgado", "maria.delgado@example.com", "+1 303 555 0142", ContactRights.Full, mariasBrowser)],
            cancellationToken
        );
        return new Cast(summit, spark);
    }

    private static async Task<Company> FoundAsync(
        NpgsqlDataSource app,
        WorkspaceDbFactory workspaces,
        Company company,
        CompanyDetails details,
        TaxRate tax,
        BrandKit brand,
        (string Name, StaffRole Role)[] people,
        CancellationToken cancellationToken
    )
    {
        await using (var found = app.CreateCommand("select altitude.found_workspace($1, $2)"))
        {
            found.Parameters.Add(new() { Value = company.Id.Value });
            found.Parameters.Add(new() { Value = company.Slug });
            await found.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var db = await workspaces.OpenAsync(new Operator(company.Id), cancellationToken);
        var workspace = Workspace.Found(company.Id, company.Slug, company.Name, company.Zone.Id, new Currency("USD"), "en-US");
        workspace.Describe(details, [tax]);
        workspace.Dress(brand);
        db.Workspaces.Add(workspace);
        foreach (var (name, role) in people)
        {
            var email = name.Split(' ')[0].ToLowerInvariant() + "@" + company.Slug + ".example";
            var user = await EnrolAsync(app, email, cancellationToken);
            var member = StaffMember.Join(Id<StaffMember>.New(), company.Id, user, name, email, "", role);
            var (session, secret) = (Id<StaffSession>.New(), NewSecret());
            db.Staff.Add(member);
            db.StaffSeats.Add(
                new StaffSeat
                {
                    UserId = user,
                    WorkspaceId = company.Id,
                    StaffId = member.Id,
                }
            );
            db.StaffSessions.Add(
                new StaffSessionRow
                {
                    Id = session,
                    KeyHash = HashOf(secret),
                    UserId = user,
                    WorkspaceId = company.Id,
                    StaffId = member.Id,
                    StartedAt = db.Now,
                    ExpiresAt = db.Now.AddDays(14),
                    UserAgent = "Test browser",
                }
            );
            company.Add(new Staff(company.Id, session, member.Id, role, name), secret, email);
        }

        await workspaces.CommitAsync(db, cancellationToken);
        return company;
    }

    private static async Task<Guid> EnrolAsync(NpgsqlDataSource app, string email, CancellationToken cancellationToken)
    {
        var options = new DbContextOptionsBuilder<PlatformDb>().UseNpgsql(app).UseSnakeCaseNamingConvention().Options;
        await using var db = new PlatformDb(options);
        var user = new StaffUser
        {
            UserName = email,
            NormalizedUserName = email.ToUpperInvariant(),
            Email = email,
            NormalizedEmail = email.ToUpperInvariant(),
            EmailConfirmed = true,
            LockoutEnabled = true,
            PasswordHash = s_passwordHash.Value,
            SecurityStamp = Guid.NewGuid().ToString("N"),
        };
        db.Users.Add(user);
        await db.SaveChangesAsync(cancellationToken);
        return user.Id;
    }

    private static async Task ServeAsync(
        WorkspaceDbFactory workspaces,
        Company company,
        Staff by,
        string household,
        string address,
        string title,
        (string Name, string Email, string Phone, ContactRights Rights, string Browser)[] contacts,
        CancellationToken cancellationToken
    )
    {
        await using (var db = await workspaces.OpenAsync(by, cancellationToken))
        {
            var customer = Customer.Register(Id<Customer>.New(), company.Id, household, db.Now);
            var location = customer.AddLocation(Id<ServiceLocation>.New(), "Home", address);
            var people = contacts.Select(c => customer.AddContact(Id<Contact>.New(), c.Name, c.Email, c.Phone, c.Rights)).ToArray();
            db.Customers.Add(customer);
            var job = Job.Open(
                Id<Job>.New(),
                company.Id,
                customer.Id,
                location.Id,
                FormattableString.Invariant($"JOB-{await db.NextNumberAsync("JOB", 1001, cancellationToken)}"),
                title,
                by.StaffId,
                db.Now
            );
            db.Jobs.Add(job);
            var number = await db.NextNumberAsync("EST", 1001, cancellationToken);
            var estimate = Estimate.Begin(Id<Estimate>.New(), job, FormattableString.Invariant($"EST-{number}"), AcRepair(), db.Now);
            estimate.Send(company.Zone, db.Now);
            db.Estimates.Add(estimate);
            await JobFactsQuery.RestageAsync(db, job, cancellationToken);
            (company.Customer, company.Location, company.Job, company.Estimate) = (customer.Id, location.Id, job.Id, estimate.Id);
            (company.JobNumber, company.EstimateNumber) = (job.Number, estimate.Number);
            foreach (var (contact, browser) in people.Zip(contacts.Select(c => c.Browser)))
            {
                var link = SetupLink.Issue(Id<SetupLink>.New(), contact, $"/portal/{company.Slug}", db.Now, TimeSpan.FromHours(72));
                var session = PortalSession.Begin(
                    Id<PortalSession>.New(),
                    link,
                    contact.Name,
                    HashOf(browser),
                    LinkChannel.Email,
                    "Test browser",
                    db.Now,
                    TimeSpan.FromHours(8)
                );
                db.SetupLinks.Add(link);
                db.PortalSessions.Add(session);
                db.SessionLookups.Add(
                    new SessionLookup
                    {
                        WorkspaceId = company.Id,
                        SessionId = session.Id,
                        BrowserHash = HashOf(browser),
                    }
                );
                company.Add(
                    new SignedIn(
                        new Visitor(company.Id, session.Id, contact.Id, customer.Id, contact.Rights, contact.Name),
                        link.Id,
                        browser,
                        contact.Email
                    )
                );
            }

            await db.FlushAsync(cancellationToken);
            await db.ExecuteAsync("update tenant.setup_links set used_at = $1", [db.Now], cancellationToken); // Of this workspace: all were just made.
            await workspaces.CommitAsync(db, cancellationToken);
        }
    }

    /// <summary>In the form of the cookies' secrets: 43 characters.</summary>
    private static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}

/// <summary>One workspace of the cast: its staff and customer, and the actors that its own processes are.</summary>
public sealed class Company(string slug, string name, string zoneId)
{
    private readonly Dictionary<string, Staff> _staff = [];
    private readonly Dictionary<string, string> _secrets = [];
    private readonly Dictionary<string, string> _emails = [];
    private readonly List<SignedIn> _contacts = [];

    public Id<Workspace> Id { get; } = Id<Workspace>.New();
    public string Slug => slug;
    public string Name => name;
    public TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById(zoneId);

    /// <summary>By their full names.</summary>
    public IReadOnlyDictionary<string, Staff> Staff => _staff;
    public IReadOnlyList<SignedIn> Contacts => _contacts;
    public Staff Owner => _staff.Values.First(s => s.Role == StaffRole.Owner);
    public Operator Operator => new(Id);
    public Requester Requester => new(Id);
    public Provider Provider => new(Id);
    public BackgroundTask Sweep => new(Id, "sweep");

    public Id<Customer> Customer { get; internal set; }
    public Id<ServiceLocation> Location { get; internal set; }
    public Id<Job> Job { get; internal set; }
    public string JobNumber { get; internal set; } = "";
    public Id<Estimate> Estimate { get; internal set; }
    public string EstimateNumber { get; internal set; } = "";

    /// <summary>The text that their office cookie holds.</summary>
    public string CookieOf(Staff staff) => _secrets[staff.StaffName];

    /// <summary>What they sign in with, beside <see cref="Cast.Password"/>.</summary>
    public string EmailOf(Staff staff) => _emails[staff.StaffName];

    internal void Add(Staff staff, string secret, string email) =>
        (_staff[staff.StaffName], _secrets[staff.StaffName], _emails[staff.StaffName]) = (staff, secret, email);

    internal void Add(SignedIn contact) => _contacts.Add(contact);
}

/// <summary>A contact who is signed in to the portal.</summary>
/// <param name="Link">The setup link that they used.</param>
/// <param name="Browser">The text that their portal cookie holds.</param>
public sealed record SignedIn(Visitor Actor, Id<SetupLink> Link, string Browser, string Email)
{
    public LinkHolder BeforeSigningIn => new(Actor.WorkspaceId, Link);

    public static implicit operator Actor(SignedIn who) => who.Actor;

    public Actor ToActor() => Actor;
}
