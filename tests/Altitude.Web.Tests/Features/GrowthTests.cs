using System.Security.Cryptography;
using System.Text;
using Altitude.Data;
using Altitude.Data.Bulk;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Jobs;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Activity;
using Altitude.Web.Features.Appointments;
using Altitude.Web.Features.Customers;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Features.Home;
using Altitude.Web.Features.Invoices;
using Altitude.Web.Features.Jobs;
using Altitude.Web.Features.Notifications;
using Altitude.Web.Features.Payments;
using Altitude.Web.Features.PortalAccess;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Live;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Altitude.Web.Tests.Features;

/// <summary>
/// What a page or an approval costs does not grow with the company: of no table that grows is more read than a page can show. PostgreSQL is told that reading
/// a table from end to end is dear, as it is in a company a hundred times as large; where it does so all the same, an index is missing.
/// </summary>
public sealed class GrowthTests(GrowthTests.LargeHouse data) : IClassFixture<GrowthTests.LargeHouse>
{
    private static readonly Uri Address = new("http://localhost:5080/");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>A company of thousands of jobs, and its first customer signed in.</summary>
    public sealed class LargeHouse(MigratedCluster server) : WorkspaceFixture(server), IAsyncLifetime
    {
        public Visitor Customer { get; private set; } = null!; // InitializeAsync sets it, and so the next two.
        public Staff Pat { get; private set; } = null!;

        /// <summary>Numbers of an estimate that this customer has approved and paid long ago, and of its job.</summary>
        public (string Estimate, string Job) Settled { get; private set; }

        public byte[] Browser { get; } = SHA256.HashData("a browser"u8);

        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            await new BulkStory(Owner, Commits, (db, link, channel) => LinkSecrets.Mint(db, link, channel).Text).TellAsync(
                new BulkSize(1, 2_000, 4_000, 11),
                Address,
                Cancelled
            );
            var workspace = new Id<Workspace>((Guid)(await PeekAsync("select id from platform.workspaces where slug = 'bulk-11-1'"))!); // Just told.
            await ActAsync(
                new Operator(workspace),
                async db =>
                {
                    var offer = await db.Estimates.AsNoTracking().SingleAsync(e => e.Number == "EST-1001", Cancelled);
                    var contact = await db.Contacts.AsNoTracking().FirstAsync(c => c.CustomerId == offer.CustomerId, Cancelled);
                    var settled = await db
                        .Estimates.AsNoTracking()
                        .FirstAsync(e => e.CustomerId == offer.CustomerId && e.State == EstimateState.Approved, Cancelled);
                    Settled = (settled.Number, await db.Jobs.Where(j => j.Id == settled.JobId).Select(j => j.Number).SingleAsync(Cancelled));
                    var link = SetupLink.Issue(Id<SetupLink>.New(), contact, "/portal/bulk-11-1", db.Now, TimeSpan.FromHours(72));
                    var session = PortalSession.Begin(
                        Id<PortalSession>.New(),
                        link,
                        contact.Name,
                        Browser,
                        LinkChannel.Shown,
                        "Phone",
                        db.Now,
                        TimeSpan.FromHours(4)
                    );
                    db.AddRange(link, session);
                    Customer = new Visitor(workspace, session.Id, contact.Id, contact.CustomerId, contact.Rights, contact.Name);
                    var member = await db.Staff.AsNoTracking().SingleAsync(Cancelled);
                    var signIn = Id<StaffSession>.New();
                    db.StaffSessions.Add(
                        new Data.Platform.StaffSessionRow
                        {
                            Id = signIn,
                            KeyHash = SHA256.HashData(Encoding.UTF8.GetBytes("a key")),
                            UserId = member.UserId,
                            WorkspaceId = workspace,
                            StaffId = member.Id,
                            StartedAt = db.Now,
                            ExpiresAt = db.Now.AddHours(8),
                            UserAgent = "",
                        }
                    );
                    Pat = new Staff(workspace, signIn, member.Id, member.Role, member.Name);
                },
                Cancelled
            );
            await ManyWaysInAsync();
        }

        /// <summary>Years of links and sessions: two links of each contact that were used, two of the oldest that were revoked, and two sessions that have ended.</summary>
        private async Task ManyWaysInAsync()
        {
            string[] statements =
            [
                """
                    insert into tenant.setup_links
                    select (jsonb_populate_record(l, jsonb_build_object('id', gen_random_uuid(), 'contact_id', c.id, 'customer_id', c.customer_id,
                      'issued_at', l.issued_at - c.n * interval '1 hour', 'used_at', case when c.n > 2 then l.issued_at end, 'revoked_at', case when c.n <= 2 then l.issued_at end))).*
                    from tenant.setup_links l,
                      (select id, customer_id, row_number() over (order by id desc, k) as n from tenant.contacts, generate_series(1, 2) k where workspace_id = $2) c
                    where l.id = (select link_id from tenant.portal_sessions where id = $1)
                    """,
                """
                    insert into tenant.portal_sessions
                    select (jsonb_populate_record(s, jsonb_build_object('id', gen_random_uuid(), 'contact_id', c.id, 'customer_id', c.customer_id, 'link_id', null,
                      'started_at', s.started_at - c.n * interval '1 hour', 'ended_at', s.started_at))).*
                    from tenant.portal_sessions s,
                      (select id, customer_id, row_number() over (order by id desc, k) as n from tenant.contacts, generate_series(1, 2) k where workspace_id = $2) c
                    where s.id = $1
                    """,
            ];
            await using var connection = await Superuser.OpenConnectionAsync(Cancelled);
            foreach (var statement in statements)
            {
                await using var command = new NpgsqlCommand(statement, connection);
                command.Parameters.Add(new() { Value = Customer.Session.Value });
                command.Parameters.Add(new() { Value = Customer.WorkspaceId.Value });
                Assert.True(await command.ExecuteNonQueryAsync(Cancelled) > MostRead);
            }

            // What this has read is written down before anybody counts.
            foreach (var last in new[] { "analyze tenant.setup_links, tenant.portal_sessions", "select pg_stat_force_next_flush()", "select 1" })
            {
                await using var command = new NpgsqlCommand(last, connection);
                await command.ExecuteNonQueryAsync(Cancelled);
            }
        }
    }

    [Fact]
    public Task The_door() =>
        ReadsLittleAsync((app, workspaces) => new PortalDoor(app, new WorkspaceViews(workspaces)).FindAsync("bulk-11-1", data.Browser, Cancelled));

    [Fact]
    public Task The_portals_home() =>
        ReadsLittleAsync((_, workspaces) => new PortalHomeQuery(workspaces).RunAsync(data.Customer, TimeZoneInfo.Utc, Cancelled));

    [Fact]
    public Task A_customers_estimates() =>
        ReadsLittleAsync((_, workspaces) => new PortalEstimatesQuery(workspaces).RunAsync(data.Customer, Cancelled));

    [Fact]
    public Task An_estimate() =>
        ReadsLittleAsync((_, workspaces) => new PortalEstimateQuery(workspaces).RunAsync(data.Customer, "EST-1001", null, Cancelled));

    [Fact]
    public Task An_estimate_that_was_approved() =>
        ReadsLittleAsync(
            async (_, workspaces) =>
            {
                var shown = await new PortalEstimateQuery(workspaces).RunAsync(data.Customer, data.Settled.Estimate, null, Cancelled);
                Assert.NotNull(shown?.Consent);
                return shown;
            }
        );

    [Fact]
    public Task A_job() =>
        ReadsLittleAsync((_, workspaces) => new PortalJobQuery(workspaces).RunAsync(data.Customer, data.Settled.Job, TimeZoneInfo.Utc, Cancelled));

    [Fact]
    public Task A_customers_appointments() =>
        ReadsLittleAsync((_, workspaces) => new PortalAppointmentsQuery(workspaces).RunAsync(data.Customer, Cancelled));

    [Fact]
    public Task A_customers_invoices() =>
        ReadsLittleAsync((_, workspaces) => new PortalInvoicesQuery(workspaces).RunAsync(data.Customer, TimeZoneInfo.Utc, Cancelled));

    [Fact]
    public Task What_a_customer_can_pay_at_once() =>
        ReadsLittleAsync((_, workspaces) => new PaySeveralQuery(workspaces).RunAsync(data.Customer, null, Cancelled));

    [Fact]
    public Task The_companys_online_payments() =>
        ReadsLittleAsync((_, workspaces) => new PaymentsQuery(workspaces).RunAsync(data.Pat, PaymentsQuery.Page, Cancelled));

    [Fact]
    public Task The_companys_mails() =>
        ReadsLittleAsync((_, workspaces) => new DeliveriesQuery(workspaces).RunAsync(data.Pat, null, DeliveriesQuery.Page, Cancelled));

    [Fact]
    public Task The_companys_mails_that_failed() =>
        ReadsLittleAsync((_, workspaces) => new DeliveriesQuery(workspaces).RunAsync(data.Pat, EmailState.Failed, DeliveriesQuery.Page, Cancelled));

    [Theory]
    [InlineData("", "")]
    [InlineData("never-opened", "")]
    [InlineData("opened", "")]
    [InlineData("used", "")]
    [InlineData("expired", "")]
    [InlineData("revoked", "")] // Two among thousands that were used.
    [InlineData("revoked", "household")] // Everybody's word.
    [InlineData("", "household 1234")]
    public Task The_companys_links(string state, string find) =>
        ReadsLittleAsync(
            (_, workspaces) => new AccessListQuery(workspaces).LinksAsync(data.Pat, AccessFilter.Of("links", state, find), null, Cancelled)
        );

    [Theory]
    [InlineData("", "")]
    [InlineData("signed-in", "")] // Few among thousands that have ended.
    [InlineData("", "household 1234")]
    public Task The_companys_sessions(string state, string find) =>
        ReadsLittleAsync(
            (_, workspaces) => new AccessListQuery(workspaces).SessionsAsync(data.Pat, AccessFilter.Of("sessions", state, find), null, Cancelled)
        );

    [Fact]
    public Task A_customers_activity() => ReadsLittleAsync((_, workspaces) => new PortalActivityQuery(workspaces).RunAsync(data.Customer, Cancelled));

    [Fact]
    public Task The_news_of_an_open_page() =>
        ReadsLittleAsync(
            (app, workspaces) =>
                new ActivityNews(app, workspaces, new WorkspaceViews(workspaces)).HearAsync(
                    data.Customer,
                    data.Browser,
                    [new FeedEntry(5_000, "estimate.sent", Guid.NewGuid(), data.Customer.CustomerId.Value, null)],
                    Cancelled
                )
        );

    [Theory]
    [InlineData(null, null)]
    [InlineData("settings", "2020-01-01")] // Rare, and from long ago on.
    public Task The_companys_history(string? topic, string? from) =>
        ReadsLittleAsync(
            (_, workspaces) => new HistoryQuery(workspaces).RunAsync(data.Pat, HistoryFilter.Of(topic, null, from, null), null, Cancelled)
        );

    [Fact]
    public Task The_board() =>
        ReadsLittleAsync(
            async (app, workspaces) =>
            {
                var feed = new LiveFeed(new FeedPositions(app), TimeProvider.System, NullLogger<LiveFeed>.Instance);
                var boards = new BoardSnapshots(feed, workspaces, new Rhythm(TimeProvider.System), NullLogger<BoardSnapshots>.Instance);
                using var watch = await boards.WatchAsync(data.Pat, _ => Task.CompletedTask, Cancelled);
                return Assert.Single(watch.Snapshot[JobStage.Lead].Cards, card => card.Number == "JOB-1002");
            }
        );

    [Theory]
    [InlineData(ScheduleView.Dispatch)]
    [InlineData(ScheduleView.Week)]
    public Task The_schedule(ScheduleView view) =>
        ReadsLittleAsync(
            async (app, workspaces) =>
            {
                var feed = new LiveFeed(new FeedPositions(app), TimeProvider.System, NullLogger<LiveFeed>.Instance);
                var schedules = new ScheduleSnapshots(feed, workspaces, new Rhythm(TimeProvider.System), NullLogger<ScheduleSnapshots>.Instance);
                var today = (await new ScheduleTodayQuery(workspaces).RunAsync(data.Pat, Cancelled)).Today;
                var range = new ScheduleAddress(view, today, null).Range(DayOfWeek.Monday);
                using var watch = await schedules.WatchAsync(data.Pat, range, _ => Task.CompletedTask, Cancelled);
                return watch.Snapshot;
            }
        );

    [Fact]
    public Task A_day_of_ones_own() => ReadsLittleAsync((_, workspaces) => new MyDayQuery(workspaces).RunAsync(data.Pat, null, Cancelled));

    [Fact]
    public async Task A_visit_on_the_schedule()
    {
        var visit = await data.ReadAsync(data.Pat, db => db.Appointments.OrderBy(a => a.StartsAt).Select(a => a.Id).FirstAsync(Cancelled), Cancelled);

        await ReadsLittleAsync((_, workspaces) => new VisitQuery(workspaces).RunAsync(data.Pat, visit, Cancelled));
    }

    [Fact]
    public Task A_changed_card() =>
        ReadsLittleAsync(
            async (_, workspaces) =>
            {
                await using var db = await workspaces.ReadAsync(data.Pat, Cancelled);
                var company = await WorkspaceViews.ReadAsync(db, Cancelled);
                var jobs = await db.Jobs.Where(j => j.Number == "JOB-1001" || j.Number == "JOB-1002").Select(j => j.Id).ToArrayAsync(Cancelled);
                Assert.Single(await BoardQuery.OfAsync(db, company, jobs[..1], Cancelled));
                return await BoardQuery.OfAsync(db, company, jobs, Cancelled);
            }
        );

    [Fact]
    public Task The_customers_by_name() =>
        ReadsLittleAsync(
            async (_, workspaces) =>
            {
                var list = await new CustomerListQuery(workspaces).RunAsync(data.Pat, "", CustomerListQuery.Page, Cancelled);
                Assert.Equal((CustomerListQuery.Page, true), (list.Lines.Count, list.HasMore));
                return list;
            }
        );

    [Theory]
    [InlineData("household 1234")] // Everybody's word beside one that is rare.
    [InlineData("gar")]
    [InlineData("h")]
    [InlineData("1234@example.com")]
    [InlineData("nobody")]
    public Task A_search_for_customers(string wanted) =>
        ReadsLittleAsync((_, workspaces) => new CustomerListQuery(workspaces).RunAsync(data.Pat, wanted, CustomerListQuery.Page, Cancelled));

    [Theory]
    [InlineData(null)]
    [InlineData(EstimateState.Draft)]
    [InlineData(EstimateState.Sent)]
    [InlineData(EstimateState.Approved)]
    [InlineData(EstimateState.Expired)]
    public Task The_offices_estimates(EstimateState? state) =>
        ReadsLittleAsync((_, workspaces) => new EstimatesQuery(workspaces).RunAsync(data.Pat, state, Cancelled));

    [Fact]
    public Task An_estimate_in_the_office() =>
        ReadsLittleAsync(
            async (_, workspaces) =>
                (
                    await new EstimatePageQuery(workspaces).RunAsync(data.Pat, data.Settled.Estimate, Cancelled),
                    await new EstimateHistoryQuery(workspaces).RunAsync(data.Pat, data.Settled.Estimate, Cancelled),
                    await new EstimateTalkQuery(workspaces).RunAsync(data.Pat, data.Settled.Estimate, Cancelled)
                )
        );

    [Theory]
    [InlineData("", "")]
    [InlineData("overdue", "")]
    [InlineData("partially-paid", "")]
    [InlineData("paid", "")]
    [InlineData("refunded", "")]
    [InlineData("void", "")]
    [InlineData("draft", "")]
    [InlineData("all", "")]
    [InlineData("", "household 1234")]
    [InlineData("all", "household")] // Everybody's word.
    [InlineData("all", "2044")]
    [InlineData("all", "JOB-1001")]
    public Task The_offices_invoices(string status, string find) =>
        ReadsLittleAsync(
            (_, workspaces) => new InvoicesQuery(workspaces).RunAsync(data.Pat, InvoiceFilter.Of(status, find), InvoicesQuery.Page, Cancelled)
        );

    [Fact]
    public async Task An_invoice_in_the_office()
    {
        var number = await data.ReadAsync(
            data.Pat,
            db => db.Invoices.Where(i => i.CustomerId == data.Customer.CustomerId).Select(i => i.Number).FirstAsync(Cancelled),
            Cancelled
        );

        await ReadsLittleAsync(
            async (_, workspaces) =>
            {
                var shown = await new InvoicePageQuery(workspaces).RunAsync(data.Pat, number, Cancelled);
                Assert.NotNull(shown);
                return (shown, await new NewInvoiceQuery(workspaces).OfJobAsync(data.Pat, data.Settled.Job, Cancelled));
            }
        );
    }

    [Fact]
    public Task Today() => ReadsLittleAsync((_, workspaces) => new TodayQuery(workspaces).RunAsync(data.Pat, Cancelled));

    [Fact]
    public Task The_bell() => ReadsLittleAsync((_, workspaces) => new NoticesQuery(workspaces).RunAsync(data.Pat, Cancelled));

    [Fact]
    public Task A_job_in_the_office() =>
        ReadsLittleAsync((_, workspaces) => new JobPageQuery(workspaces).RunAsync(data.Pat, data.Settled.Job, Cancelled));

    [Fact]
    public Task A_customer_in_the_office() =>
        ReadsLittleAsync(
            async (_, workspaces) =>
                (
                    await new CustomerQuery(workspaces).FindAsync(data.Pat, data.Customer.CustomerId, Cancelled),
                    await new LikelyDuplicatesQuery(workspaces).RunAsync(data.Pat, data.Customer.CustomerId, Cancelled),
                    await new ContactAccessQuery(workspaces).RunAsync(data.Pat, data.Customer.ContactId, Cancelled)
                )
        );

    [Fact]
    public async Task An_approval()
    {
        var shown = (await new PortalEstimateQuery(data.Workspaces).RunAsync(data.Customer, "EST-1001", null, Cancelled))!; // It was told.
        var approval = new Approval(
            shown.Hash.Hex,
            new HashSet<string>(),
            shown.Content.TotalsWithoutOptions.Total.MinorUnits,
            data.Customer.ContactName
        );

        await ReadsLittleAsync(
            async (_, workspaces) =>
            {
                var (number, key) = (shown.Number, RequestKey.New("approve-estimate"));
                await new ApproveEstimate(workspaces).RunAsync(
                    data.Customer,
                    number,
                    approval,
                    key,
                    RequestOrigin.Of("203.0.113.9", "Phone"),
                    Cancelled
                );
                return true;
            }
        );
    }

    /// <summary>Rows of one table; each of those that are looked at has more.</summary>
    internal const long MostRead = 1_500;

    /// <summary>Asks PostgreSQL's own counters, which miss nothing that a function or a policy reads.</summary>
    private async Task ReadsLittleAsync<T>(Func<NpgsqlDataSource, WorkspaceDbFactory, Task<T>> read)
    {
        var before = await RowsReadAsync();
        var connection = new NpgsqlConnectionStringBuilder(data.Database.Connections.App) { Options = "-c enable_seqscan=off" };
        await using (var app = AltitudeApp.DataSource(connection.ConnectionString))
        {
            await read(app, new WorkspaceDbFactory(app, data.Commits, FollowUps.None));
        }

        // A server process writes its counters down when it ends.
        while (
            (long)
                (await data.PeekAsync("select count(*) from pg_stat_activity where application_name = 'altitude' and datname = current_database()"))!
            > 0
        )
        {
            await Task.Yield();
        }

        var after = await RowsReadAsync();
        Assert.Equal([], after.Where(t => t.Value - before[t.Key] > MostRead).Select(t => $"{t.Key}: {t.Value - before[t.Key]} rows"));
    }

    /// <summary>How many rows were read so far of each table that grows with a company.</summary>
    private async Task<Dictionary<string, long>> RowsReadAsync()
    {
        await using var command = data.Superuser.CreateCommand(
            """
            select relname, seq_tup_read + coalesce(idx_tup_fetch, 0) from pg_stat_user_tables where schemaname = 'tenant' and relname in ('customers', 'contacts', 'service_locations',
              'setup_links', 'portal_sessions', 'jobs', 'appointments', 'estimates', 'estimate_versions', 'consents', 'invoices', 'payments', 'activity', 'activity_details')
            """
        );
        await using var reader = await command.ExecuteReaderAsync(Cancelled);
        Dictionary<string, long> reads = [];
        while (await reader.ReadAsync(Cancelled))
        {
            reads[reader.GetString(0)] = reader.GetInt64(1);
        }

        return reads;
    }
}
