using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Altitude.Data;
using Altitude.Data.Bulk;
using Altitude.Data.Demo;
using Altitude.Data.Postgres;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Background;
using Altitude.Web.Features.PortalAccess;
using Altitude.Web.Security;
using Altitude.Web.Stripe;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Altitude.Benchmarks;

/// <summary>
/// What is measured: a PostgreSQL on the disk that forces every commit to it, the application as a process of its own with the demo's story in it, Maria
/// signed in to the portal by her setup link, and Priya signed in to the office.
/// </summary>
internal sealed class Stage : IAsyncDisposable
{
    /// <summary>The company's name in addresses.</summary>
    public const string Slug = SummitAirStory.SummitAir;

    private const string Maria = "maria.delgado@example.com";

    private readonly string _folder = Directory.CreateTempSubdirectory("altitude-bench-").FullName;
    private readonly List<WebVisitor> _others = [];
    private string _program = "";
    private PrivateCluster? _cluster;
    private NpgsqlDataSource? _owner;
    private NpgsqlDataSource? _database;
    private Process? _application;
    private (DatabaseConnections Names, string MasterKey) _access;
    private WebVisitor? _portal;
    private WebVisitor? _office;

    private Stage() { }

    public Uri Url { get; private set; } = null!; // StartAsync sets it, and so the next.
    public Machine Machine { get; private set; } = null!;
    public Id<Workspace> Workspace { get; private set; }
    public WebVisitor Portal => _portal ?? throw new InvalidOperationException("Nobody is signed in to the portal.");
    public string PortalCookies => Portal.Cookies.GetCookieHeader(Url);
    public string OfficeCookies => _office!.Cookies.GetCookieHeader(Url); // StartAsync signs in.

    public static async Task<Stage> StartAsync(CancellationToken cancellationToken)
    {
        var stage = new Stage();
        try
        {
            await stage.PrepareAsync(cancellationToken);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Estimates for Maria, each for a job of its own.</summary>
    /// <param name="send">Whether they are before her already; else they are drafts.</param>
    /// <returns>Their numbers.</returns>
    public Task<IReadOnlyList<string>> OfferAsync(int count, bool send, CancellationToken cancellationToken) =>
        OfferAsync(
            Workspace,
            db => db.Contacts.Where(c => c.Email == Maria).Select(c => c.CustomerId).SingleAsync(cancellationToken),
            count,
            send,
            cancellationToken
        );

    /// <summary>Invoices before Maria, each for a job of its own, payable at once.</summary>
    /// <returns>Their numbers.</returns>
    public async Task<IReadOnlyList<string>> BillAsync(int count, CancellationToken cancellationToken)
    {
        var workspaces = new WorkspaceDbFactory(_database!, new Nobody(), FollowUps.None); // PrepareAsync opened it. No mails: they are of no round.
        List<string> numbers = [];
        await workspaces.ActAsync(
            new Operator(Workspace),
            RequestKey.New("bench"),
            async db =>
            {
                var customer = await db.Contacts.Where(c => c.Email == Maria).Select(c => c.CustomerId).SingleAsync(cancellationToken);
                var priya = await db.Staff.OrderByDescending(s => s.Role == StaffRole.Dispatcher).ThenBy(s => s.Id).FirstAsync(cancellationToken);
                var today = DateOnly.FromDateTime(db.Now.UtcDateTime);
                var content = InvoiceContent.Of(Cast.AcRepair()) with { Deposit = DepositTerms.None };
                for (var i = 0; i < count; i++)
                {
                    var number = $"JOB-{await db.NextNumberAsync("JOB", 1001, cancellationToken)}";
                    var job = Job.Open(Id<Job>.New(), Workspace, customer, null, number, "AC repair", priya.Id, db.Now);
                    var invoice = Invoice.Issue(
                        Id<Invoice>.New(),
                        Workspace,
                        customer,
                        job.Id,
                        null,
                        $"INV-{await db.NextNumberAsync("INV", 2044, cancellationToken)}",
                        content,
                        today,
                        today.AddDays(30)
                    );
                    db.Jobs.Add(job);
                    db.Invoices.Add(invoice);
                    numbers.Add(invoice.Number);
                    invoice.Send(db.Now);
                    await JobFactsQuery.RestageAsync(db, job, cancellationToken);
                }
            },
            cancellationToken
        );
        return numbers;
    }

    /// <summary>Where the payment provider tells the demo's company what happened, and what it signs with.</summary>
    public async Task<(string Endpoint, string Secret)> DoorAsync(CancellationToken cancellationToken)
    {
        var workspaces = new WorkspaceDbFactory(_database!, new Nobody(), FollowUps.None); // PrepareAsync opened it.
        await using var db = await workspaces.ReadAsync(new Operator(Workspace), cancellationToken);
        var account = await db.PaymentAccounts.SingleAsync(cancellationToken);
        var key = new PaymentKeys(new MasterKey(_access.MasterKey)).Open(account);
        return (account.Endpoint, key?.WebhookSecret ?? throw new InvalidOperationException("The demo's company is not connected."));
    }

    /// <summary>So many visits in one week of the demo's company, over its days and technicians.</summary>
    /// <param name="monday">Of a week that has no others.</param>
    /// <returns>Their ids, the earliest first.</returns>
    public async Task<IReadOnlyList<Guid>> PlanAsync(int count, DateOnly monday, CancellationToken cancellationToken)
    {
        var workspaces = new WorkspaceDbFactory(_database!, new Nobody(), FollowUps.None); // PrepareAsync opened it.
        List<Guid> visits = [];
        await workspaces.ActAsync(
            new Operator(Workspace),
            RequestKey.New("bench"),
            async db =>
            {
                var jobs = await db.Jobs.Where(j => j.End == null).OrderBy(j => j.Number).Take(40).ToListAsync(cancellationToken);
                var staff = await db.Staff.OrderBy(s => s.Name).Select(s => s.Id).ToListAsync(cancellationToken);
                var zone = TimeZoneInfo.FindSystemTimeZoneById(await db.Workspaces.Select(w => w.ZoneId).SingleAsync(cancellationToken));
                for (var i = 0; i < count; i++)
                {
                    var start = monday.AddDays(i * 5 / count).ToDateTime(new TimeOnly(8, 0)).AddMinutes(15 * (i % 36));
                    var visit = Appointment.Book(
                        Id<Appointment>.New(),
                        jobs[i % jobs.Count],
                        "AC repair",
                        start,
                        TimeSpan.FromHours(1),
                        new TimeWindow(TimeOnly.FromDateTime(start), TimeOnly.FromDateTime(start).AddHours(2)),
                        zone,
                        staff[i % staff.Count]
                    );
                    db.Appointments.Add(visit);
                    visits.Add(visit.Id.Value);
                }
            },
            cancellationToken
        );
        return visits;
    }

    /// <summary>A conversation of so many messages about a job of Maria's, by turns from her and from the company.</summary>
    /// <returns>The job's number.</returns>
    public async Task<string> TalkAsync(int count, CancellationToken cancellationToken)
    {
        var workspaces = new WorkspaceDbFactory(_database!, new Nobody(), FollowUps.None); // PrepareAsync opened it.
        return await workspaces.ActAsync(
            new Operator(Workspace),
            RequestKey.New("bench"),
            async db =>
            {
                var maria = await db.Contacts.AsNoTracking().SingleAsync(c => c.Email == Maria, cancellationToken);
                var job = await db.Jobs.SingleAsync(j => j.Number == "JOB-1002" && j.CustomerId == maria.CustomerId, cancellationToken);
                var office = await db.Staff.AsNoTracking().OrderBy(s => s.Name).FirstAsync(cancellationToken);
                var talk = await db.Conversations.SingleOrDefaultAsync(c => c.JobId == job.Id, cancellationToken);
                if (talk is null)
                {
                    db.Conversations.Add(talk = Conversation.Begin(Id<Conversation>.New(), db.WorkspaceId, maria.CustomerId, job.Id, db.Now));
                }

                for (var n = talk.LastNumber + 1; n <= count; n++)
                {
                    var by =
                        n % 2 == 0
                            ? new MessageAuthor(office.Id.Value, office.Name, IsCustomer: false)
                            : new MessageAuthor(maria.Id.Value, maria.Name, IsCustomer: true);
                    db.Messages.Add(talk.Write(Id<Message>.New(), by, $"Message {n}: is it safe to let it run until then?", files: 0, db.Now));
                }

                return job.Number;
            },
            cancellationToken
        );
    }

    /// <summary>A company of so many jobs, its first customer and its owner signed in. No job more or fewer is open for its size.</summary>
    public async Task<LargeCompany> GenerateAsync(int jobs, CancellationToken cancellationToken)
    {
        var story = new BulkStory(_owner!, new Nobody(), (db, link, channel) => LinkSecrets.Mint(db, link, channel).Text); // PrepareAsync opened it.
        var report = await story.TellAsync(new BulkSize(1, Math.Max(1, jobs / 5), jobs, jobs), Url, cancellationToken);
        var access = report.Workspaces[0];
        var (customer, office) = (new WebVisitor(Url), new WebVisitor(Url));
        _others.AddRange([customer, office]);
        var start = await customer.GetAsync(new Uri(access.SetupLink).AbsolutePath, cancellationToken);
        Require(await customer.PressAsync(start, "Continue", cancellationToken: cancellationToken), "A generated setup link");
        await SignInAsync(office, access.Email, access.Password, cancellationToken);
        return new LargeCompany(
            jobs,
            access.Workspace,
            await FindAsync(access.Workspace, cancellationToken),
            access.Estimate,
            customer,
            office,
            report.Seconds
        );
    }

    /// <summary>Estimates that are before the first customer of a large company.</summary>
    public Task<IReadOnlyList<string>> OfferAsync(LargeCompany company, int count, CancellationToken cancellationToken) =>
        OfferAsync(
            company.Id,
            db => db.Estimates.Where(e => e.Number == company.Estimate).Select(e => e.CustomerId).SingleAsync(cancellationToken),
            count,
            send: true,
            cancellationToken
        );

    /// <summary>The application's resident memory now, in MiB.</summary>
    public double ResidentMebibytes() =>
        long.Parse(
            File.ReadLines($"/proc/{_application!.Id}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ')[^2], // LaunchAsync started it.
            CultureInfo.InvariantCulture
        ) / 1024.0;

    private async Task<IReadOnlyList<string>> OfferAsync(
        Id<Workspace> workspace,
        Func<WorkspaceDb, Task<Id<Customer>>> whose,
        int count,
        bool send,
        CancellationToken cancellationToken
    )
    {
        var workspaces = new WorkspaceDbFactory(_database!, new Nobody(), FollowUps.None); // PrepareAsync opened it. No mails: they are of no round.
        List<string> numbers = [];
        await workspaces.ActAsync(
            new Operator(workspace),
            RequestKey.New("bench"),
            async db =>
            {
                var customer = await whose(db);
                var priya = await db.Staff.OrderByDescending(s => s.Role == StaffRole.Dispatcher).ThenBy(s => s.Id).FirstAsync(cancellationToken);
                var zone = TimeZoneInfo.FindSystemTimeZoneById(await db.Workspaces.Select(w => w.ZoneId).SingleAsync(cancellationToken));
                var lastDay = DateOnly.FromDateTime(db.Now.UtcDateTime).AddDays(30);
                for (var i = 0; i < count; i++)
                {
                    var number = $"JOB-{await db.NextNumberAsync("JOB", 1001, cancellationToken)}";
                    var job = Job.Open(Id<Job>.New(), workspace, customer, null, number, "AC repair", priya.Id, db.Now);
                    var estimate = Estimate.Begin(
                        Id<Estimate>.New(),
                        job,
                        $"EST-{await db.NextNumberAsync("EST", 1001, cancellationToken)}",
                        Cast.AcRepair() with
                        {
                            ValidThrough = lastDay,
                        },
                        db.Now
                    );
                    db.Jobs.Add(job);
                    db.Estimates.Add(estimate);
                    numbers.Add(estimate.Number);
                    if (send)
                    {
                        estimate.Send(zone, db.Now);
                        await JobFactsQuery.RestageAsync(db, job, cancellationToken);
                    }
                }
            },
            cancellationToken
        );
        return numbers;
    }

    public async Task<long> AskAsync(string path) => long.Parse(await Portal.Http.GetStringAsync(new Uri(Url, path)), CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        _others.ForEach(v => v.Dispose());
        _portal?.Dispose();
        _office?.Dispose();
        await EndAsync(_application);
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        if (_owner is not null)
        {
            await _owner.DisposeAsync();
        }

        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
            await PrivateCluster.RemoveAsync(_folder, CancellationToken.None);
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        _cluster = await PrivateCluster.OpenAsync(new ClusterOptions { Folder = _folder, Durability = ClusterDurability.Full }, cancellationToken);
        var names = _cluster.Connections();
        await Schema.MigrateAsync(
            names.Owner,
            names.App,
            names.Background,
            (owner, stop) => BackgroundSchema.InstallAsync(owner, new NpgsqlConnectionStringBuilder(names.Background).Username ?? "", stop),
            cancellationToken
        );
        await using (var owner = NpgsqlDataSource.Create(names.Owner + ";Pooling=false"))
        {
            var app = new NpgsqlConnectionStringBuilder(names.App).Username;
            await using var marks = owner.CreateCommand(
                $"create schema bench; create table bench.marks (text text not null); grant usage on schema bench to {app}; grant insert on bench.marks to {app}"
            );
            await marks.ExecuteNonQueryAsync(cancellationToken);
        }

        _database = NpgsqlDataSource.Create(names.App);
        _owner = NpgsqlDataSource.Create(names.Owner);
        _access = (names, _cluster.MasterKey);
        _program = await PublishedHost.FindAsync(cancellationToken);
        Url = FreeAddress(); // Last: publishing takes a minute, in which the port could go to another.
        await LaunchAsync(cancellationToken);

        using var http = new HttpClient { BaseAddress = Url };
        using var told = await http.PostAsync(new Uri("/demo/reset", UriKind.Relative), null, cancellationToken);
        var access = await told.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<DemoAccess>(JsonSerializerOptions.Web, cancellationToken);
        Workspace = await FindAsync(Slug, cancellationToken);
        _portal = new WebVisitor(Url);
        var link = access!.SetupLinks.First(l => l.Workspace == Slug && l.Email == Maria); // An answer of 200 is the story.
        var start = await _portal.GetAsync(new Uri(link.Address).AbsolutePath, cancellationToken);
        Require(await _portal.PressAsync(start, "Continue", cancellationToken: cancellationToken), "Maria's setup link");
        var priya = access.SignIns.First(s => s.Workspace == Slug && s.Role == "dispatcher");
        _office = new WebVisitor(Url);
        await SignInAsync(_office, priya.Email, priya.Password, cancellationToken);
    }

    private static async Task SignInAsync(WebVisitor visitor, string email, string password, CancellationToken cancellationToken)
    {
        var door = await visitor.GetAsync("/office/sign-in", cancellationToken);
        KeyValuePair<string, string?>[] fields = [new("Email", email), new("Password", password)];
        Require(await visitor.PressAsync(door, "Sign in", fields, cancellationToken), $"The sign-in of {email}");
    }

    private async Task<Id<Workspace>> FindAsync(string slug, CancellationToken cancellationToken)
    {
        await using var find = _database!.CreateCommand("select id from platform.workspaces where slug = $1 and closed_at is null"); // PrepareAsync opened it.
        find.Parameters.Add(new() { Value = slug });
        return new Id<Workspace>((Guid)(await find.ExecuteScalarAsync(cancellationToken))!); // It was founded.
    }

    /// <summary>The application ends, as in a power cut, and is started again: everything that it knew of its pages is gone.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await EndAsync(_application);
        await LaunchAsync(cancellationToken);
    }

    /// <summary>Starts a published program on the same data, beside the running one, and ends it again.</summary>
    /// <param name="program">Its file.</param>
    /// <returns>From the start of its process until it says that it is ready.</returns>
    public async Task<TimeSpan> TimeStartAsync(string program, CancellationToken cancellationToken)
    {
        var url = FreeAddress();
        var began = Stopwatch.GetTimestamp();
        using var started = Begin(program, "serve", url);
        await ReadyAsync(started, url, cancellationToken);
        var time = Stopwatch.GetElapsedTime(began);
        await EndAsync(started);
        return time;
    }

    private static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    private async Task LaunchAsync(CancellationToken cancellationToken)
    {
        _application = Begin(_program, "host", Url);
        await ReadyAsync(_application, Url, cancellationToken);
        var postmaster = File.ReadLines(Path.Combine(_cluster!.DataDirectory, "postmaster.pid")).First(); // PrepareAsync opened it.
        Machine = new Machine(_application.Id, int.Parse(postmaster, CultureInfo.InvariantCulture));
    }

    private Process Begin(string program, string verb, Uri url)
    {
        var start = new ProcessStartInfo("dotnet", [program, verb])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = verb == "host" ? _folder : Path.GetDirectoryName(program), // A published program's content root is its own folder.
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = Web.Hosting.AltitudeApp.Demo;
        start.Environment["ASPNETCORE_URLS"] = url.ToString();
        start.Environment["ConnectionStrings__Altitude"] = _access.Names.App;
        start.Environment["ConnectionStrings__AltitudeOwner"] = _access.Names.Owner;
        start.Environment["ConnectionStrings__AltitudeBackground"] = _access.Names.Background;
        start.Environment["Altitude__MasterKey"] = _access.MasterKey;
        start.Environment["Altitude__DataFolder"] = _folder;
        // As the product's own project has it; the host's runtime is configured by the benchmarks' project.
        start.Environment["DOTNET_gcServer"] = "1";
        start.Environment["DOTNET_TieredPGO"] = Environment.GetEnvironmentVariable("DOTNET_TieredPGO") ?? "0"; // For the question what it would be worth.
        start.Environment["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0";
        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    private static async Task ReadyAsync(Process process, Uri url, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = url, Timeout = Timeout.InfiniteTimeSpan }; // Whoever asks has the patience below.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(90));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await timer.WaitForNextTickAsync(patience.Token))
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException("The application ended at its start.");
            }

            try
            {
                using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), patience.Token);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }
    }

    private static async Task EndAsync(Process? process)
    {
        if (process is not null)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    private static void Require(Page page, string what)
    {
        if (page.Status is not (HttpStatusCode.SeeOther or HttpStatusCode.Found))
        {
            throw new InvalidOperationException($"{what} was refused: {(int)page.Status} {page.Text}");
        }
    }

    /// <summary>A generated company.</summary>
    /// <param name="Estimate">Waits for the customer's answer.</param>
    /// <param name="Seconds">That generating it took.</param>
    internal sealed record LargeCompany(
        int Jobs,
        string Slug,
        Id<Workspace> Id,
        string Estimate,
        WebVisitor Customer,
        WebVisitor Office,
        double Seconds
    );

    private sealed class Nobody : ICommitListener
    {
        public void OnCommitted(Committed committed) { }
    }
}
