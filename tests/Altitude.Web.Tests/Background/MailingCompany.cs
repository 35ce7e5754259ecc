using System.Collections.Concurrent;
using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Jobs;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Background;
using Altitude.Web.Email;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Altitude.Web.Tests.Background;

/// <summary>Summit Air with Maria, Luis and a billing contact, an estimate, and everything that sends mail but Hangfire's workers, which a test runs by hand.</summary>
internal sealed class MailingCompany : IAsyncDisposable, ICommitListener
{
    public static readonly Currency Usd = new("USD");

    private readonly TestDatabase _database;
    private readonly ServiceProvider _services;
    private readonly NpgsqlDataSource _owner;
    private readonly Clock _clock;

    private MailingCompany(TestDatabase database, IReadOnlyDictionary<string, string?> settings, Action<IServiceCollection>? change, bool withSweeps)
    {
        _database = database;
        _owner = NpgsqlDataSource.Create(database.Connections.Superuser);
        _clock = new Clock(_owner);
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>(settings) { ["Altitude:PublicUrl"] = "https://portal.example.com" })
            .Build();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new KeptLines(Log)));
        services.AddSingleton(AltitudeApp.DataSource(database.Connections.App));
        services.AddSingleton<ICommitListener>(this);
        services.AddSingleton<WorkspaceDbFactory>();
        services.AddSingleton(new PublicAddress(configuration["Altitude:PublicUrl"]));
        services.AddDbContext<PlatformDb>(
            (provider, options) => options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()).UseSnakeCaseNamingConvention()
        );
        services.AddDataProtection();
        services.AddSingleton(new MasterKey(Convert.ToBase64String(new byte[32])));
        services.AddWorkspaces(new ConfigurationBuilder().Build());
        services.AddEmail(configuration, new HostingEnvironment { EnvironmentName = "Production" });
        services.AddBackgroundTask<ExpireEstimate>(OutboxKinds.ExpireEstimate);
        if (!withSweeps)
        {
            services.AddBackgroundTask<TidyWorkspace>(OutboxKinds.TidyWorkspace);
        }
        else
        {
            services.AddSweeps();
        }

        services.AddSingleton(Claimed);
        services.AddSingleton<ITaskQueue>(Claimed);
        services.AddSingleton<BackgroundHeartbeat>();
        services.AddTransient<OutboxPump>();
        services.AddTransient<OutboxRun>();
        change?.Invoke(services);
        _services = services.BuildServiceProvider();
    }

    public ConcurrentQueue<string> Log { get; } = new();
    public ClaimedRows Claimed { get; } = new();
    public ConcurrentQueue<Committed> Commits { get; } = new();

    public Id<Workspace> Workspace { get; } = Id<Workspace>.New();
    public Id<Customer> Delgado { get; } = Id<Customer>.New();
    public Id<Contact> Maria { get; } = Id<Contact>.New();
    public Id<Contact> Luis { get; } = Id<Contact>.New();
    public Id<Job> Job { get; } = Id<Job>.New();
    public Id<Estimate> Estimate { get; } = Id<Estimate>.New();
    public Guid OwenUser { get; } = Guid.CreateVersion7();

    public TestDatabase Database => _database;
    public WorkspaceDbFactory Workspaces => _services.GetRequiredService<WorkspaceDbFactory>();
    public Operator Hand => new(Workspace);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="settings">Configuration, such as "Smtp:Host".</param>
    /// <param name="title">Of the job and the estimate: a customer's or staff's own words.</param>
    /// <param name="change">Replaces services.</param>
    /// <param name="withSweeps">Else the workspace is only tidied: the sweeps' rows are left for another program.</param>
    public static async Task<MailingCompany> FoundAsync(
        MigratedCluster cluster,
        IReadOnlyDictionary<string, string?> settings,
        string title = "AC repair visit",
        Action<IServiceCollection>? change = null,
        bool withSweeps = false
    )
    {
        var company = new MailingCompany(await cluster.Cluster.CreateDatabaseAsync(Token), settings, change, withSweeps);
        await company.MoveClockAsync(new DateTimeOffset(2027, 6, 8, 18, 5, 0, TimeSpan.Zero));
        await company.BuildAsync(title);
        return company;
    }

    public static Dictionary<string, string?> MailsTo(ScriptedSmtpServer server) =>
        new()
        {
            ["Smtp:Host"] = "127.0.0.1",
            ["Smtp:Port"] = server.Port.ToString(CultureInfo.InvariantCulture),
            ["Smtp:Security"] = "None",
        };

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public void OnCommitted(Committed committed) => Commits.Enqueue(committed);

    public Task MoveClockAsync(DateTimeOffset to) => _clock.SetAsync(to, Token);

    public Task PassAsync(TimeSpan time) => _clock.AdvanceAsync(time, Token);

    public async Task SendEstimateAsync()
    {
        await using var db = await Workspaces.OpenAsync(Hand, Token);
        await SendAsync(db);
        await Workspaces.CommitAsync(db, Token);
    }

    /// <summary>Sends without committing.</summary>
    public async Task SendAsync(WorkspaceDb db)
    {
        var workspace = await db.Workspaces.SingleAsync(Token);
        var estimate = await db.Estimates.Include(e => e.Versions).SingleAsync(e => e.Id == Estimate, Token);
        estimate.Send(workspace.Zone, db.Now);
        db.Queue(OutboxKinds.ExpireEstimate, estimate.Id.Value, estimate.Sent!.ExpiresAt);
        await JobFactsQuery.RestageAsync(db, await db.Jobs.SingleAsync(j => j.Id == Job, Token), Token);
    }

    public async Task<Consent> ApproveAsync(string typedName)
    {
        await using var db = await Workspaces.OpenAsync(Hand, Token);
        var estimate = await db.Estimates.Include(e => e.Versions).SingleAsync(e => e.Id == Estimate, Token);
        var maria = await db.Contacts.SingleAsync(c => c.Id == Maria, Token);
        var link = SetupLink.Issue(Id<SetupLink>.New(), maria, "/portal/summit-air", db.Now, TimeSpan.FromHours(72));
        var session = PortalSession.Begin(
            Id<PortalSession>.New(),
            link,
            maria.Name,
            new byte[32],
            LinkChannel.Email,
            "test",
            db.Now,
            TimeSpan.FromHours(8)
        );
        db.AddRange(link, session);
        var ticked = new HashSet<string> { "surge" };
        var given = new ConsentGiven(
            estimate.Sent!.DocumentHash,
            ticked,
            estimate.Sent.Content.Totals(ticked).Total.MinorUnits,
            typedName,
            Maria,
            maria.Name,
            maria.Rights,
            session.Id,
            LinkChannel.Email,
            new RequestOrigin("203.0.113.7", "test"),
            db.Now
        );
        var consent = estimate.Approve(Id<Consent>.New(), given, "Summit Air", amount => amount.ToString());
        db.Add(consent);
        await Workspaces.CommitAsync(db, Token);
        return consent;
    }

    public async Task DeclineAsync(string reason)
    {
        await using var db = await Workspaces.OpenAsync(Hand, Token);
        var estimate = await db.Estimates.Include(e => e.Versions).SingleAsync(e => e.Id == Estimate, Token);
        estimate.Decline("Maria Delgado", ContactRights.Full, estimate.Sent!.DocumentHash, reason, db.Now);
        await Workspaces.CommitAsync(db, Token);
    }

    /// <summary>Runs all that is due, as the workers would.</summary>
    /// <returns>How many rows were run.</returns>
    public async Task<int> RunDueAsync()
    {
        var run = 0;
        await Get<OutboxPump>().RunOnceAsync(Token);
        while (Claimed.TryDequeue(out var row))
        {
            await RunAsync(row);
            run++;
        }

        return run;
    }

    public Task RunAsync(ClaimedRow row) => RunAsync(row, Token);

    public Task RunAsync(ClaimedRow row, CancellationToken cancellationToken) =>
        Get<OutboxRun>().RunAsync(row.Kind, row.WorkspaceId, row.Id, row.Subject, row.Attempt, cancellationToken);

    public async Task<IReadOnlyList<EmailDelivery>> DeliveriesAsync()
    {
        await using var db = await Workspaces.ReadAsync(Hand, Token);
        return await db.EmailDeliveries.OrderBy(d => d.Id).ToListAsync(Token);
    }

    public async Task<T> ReadAsync<T>(Func<WorkspaceDb, Task<T>> read)
    {
        await using var db = await Workspaces.ReadAsync(Hand, Token);
        return await read(db);
    }

    public async Task ChangeAsync(Func<WorkspaceDb, Task> change)
    {
        await using var db = await Workspaces.OpenAsync(Hand, Token);
        await change(db);
        await Workspaces.CommitAsync(db, Token);
    }

    /// <summary>A sign-in of one of the staff, for use-cases.</summary>
    public async Task<Staff> SignInAsync(string name)
    {
        var session = Id<StaffSession>.New();
        await using var db = await Workspaces.OpenAsync(Hand, Token);
        var member = await db.Staff.SingleAsync(s => s.Name == name, Token);
        db.StaffSessions.Add(
            new Data.Platform.StaffSessionRow
            {
                Id = session,
                KeyHash = System.Security.Cryptography.RandomNumberGenerator.GetBytes(32),
                UserId = member.UserId,
                WorkspaceId = Workspace,
                StaffId = member.Id,
                StartedAt = db.Now,
                ExpiresAt = db.Now.AddDays(14),
                UserAgent = "Test browser",
            }
        );
        await Workspaces.CommitAsync(db, Token);
        return new Staff(Workspace, session, member.Id, member.Role, member.Name);
    }

    public async Task SqlAsync(string sql)
    {
        await using var command = _owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }

    public async Task<T> SqlAsync<T>(string sql)
    {
        await using var command = _owner.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Token))!;
    }

    /// <summary>In how many rows of how many tables a text stands, looked for in every table there is.</summary>
    public async Task<IReadOnlyList<string>> TablesWithAsync(string text)
    {
        List<string> tables = [];
        await using (
            var list = _owner.CreateCommand(
                "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('tenant', 'platform', 'hangfire')"
            )
        )
        await using (var reader = await list.ExecuteReaderAsync(Token))
        {
            while (await reader.ReadAsync(Token))
            {
                tables.Add(reader.GetString(0));
            }
        }

        List<string> found = [];
        foreach (var table in tables)
        {
            await using var search = _owner.CreateCommand($"select count(*) from {table} t where t::text like '%' || $1 || '%'");
            search.Parameters.Add(new() { Value = text });
            if ((long)(await search.ExecuteScalarAsync(Token))! > 0)
            {
                found.Add(table);
            }
        }

        return found;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _owner.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task BuildAsync(string title)
    {
        await using (var found = Get<NpgsqlDataSource>().CreateCommand("select altitude.found_workspace($1, 'summit-air')"))
        {
            found.Parameters.Add(new() { Value = Workspace.Value });
            await found.ExecuteNonQueryAsync(Token);
        }

        await using var db = await Workspaces.OpenAsync(Hand, Token);
        var workspace = Domain.Workspaces.Workspace.Found(Workspace, "summit-air", "Summit Air Heating & Cooling", "America/Denver", Usd, "en-US");
        workspace.Dress(new BrandKit(BrandColor.Parse("#0B5FA5"), BrandColor.Parse("#F2B705"), ColorScheme.Device));
        workspace.Describe(
            new CompanyDetails("+1 303 555 0100", "hello@summit-air.example", "12 Summit Way, Denver CO"),
            [new TaxRate("Denver", 8.81m)]
        );
        db.Add(workspace);
        foreach (
            var (name, email, role, user) in new[]
            {
                ("Owen Hart", "owen@summit-air.example", StaffRole.Owner, OwenUser),
                ("Priya Nair", "priya@summit-air.example", StaffRole.Dispatcher, Guid.CreateVersion7()),
                ("Dana Whitfield", "dana@summit-air.example", StaffRole.Technician, Guid.CreateVersion7()),
            }
        )
        {
            db.Add(StaffMember.Join(Id<StaffMember>.New(), Workspace, user, name, email, "", role));
        }

        var customer = Customer.Register(Delgado, Workspace, "Delgado household", db.Now);
        customer.AddContact(Maria, "Maria Delgado", "maria.delgado@example.com", "", ContactRights.Full);
        customer.AddContact(Luis, "Luis Delgado", "luis.delgado@example.com", "", ContactRights.Approve);
        customer.AddContact(Id<Contact>.New(), "Books", "books@delgado-rentals.example", "", ContactRights.BillingOnly);
        db.Add(customer);
        var job = Domain.Jobs.Job.Open(Job, Workspace, Delgado, null, "JOB-1001", title, null, db.Now);
        db.Add(job);
        var content = new EstimateContent(
            title,
            Usd,
            [
                new LineItem("diagnostic", "Diagnostic", 1, "", 12_900, false, Discount.OfAmount(5_000), false),
                new LineItem("capacitor", "Capacitor 45/5 uF", 1, "", 18_900, true, Discount.None, false),
                new LineItem("refrigerant", "R-410A refrigerant", 3, "lb", 9_500, true, Discount.None, false),
                new LineItem("labour", "Labour", 1.5m, "h", 14_500, false, Discount.None, false),
                new LineItem("surge", "Surge protector", 1, "", 24_900, true, Discount.None, true),
            ],
            Discount.None,
            new TaxRate("Denver", 8.81m),
            DepositTerms.OfPercent(30),
            new DateOnly(2027, 6, 22),
            "Terms",
            ""
        );
        db.Add(Domain.Estimates.Estimate.Begin(Estimate, job, "EST-1001", content, db.Now));
        await Workspaces.CommitAsync(db, Token);
    }
}

/// <summary>Stands where Hangfire's queue would: a test takes the rows out and runs them.</summary>
internal sealed class ClaimedRows : ConcurrentQueue<ClaimedRow>, ITaskQueue
{
    public int Room() => OutboxPump.Room;

    public void Enqueue(ClaimedRow row, string queue) => Enqueue(row);
}
