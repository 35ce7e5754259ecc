using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Altitude.Data.Demo;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Altitude.Data.Tests.Demo;

public sealed class SummitAirStoryTests(MigratedCluster server) : IAsyncLifetime
{
    private static readonly Uri Address = new("http://localhost:5080/");
    private static readonly FollowUps Mails = new(
        new HashSet<string> { "estimate.sent", "customer.registered", "estimate.approved", "invoice.sent" }
    );

    private readonly Heard _heard = new();
    private NpgsqlDataSource _owner = null!; // Set before each test.
    private NpgsqlDataSource _app = null!; // Likewise.

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private WorkspaceDbFactory Workspaces => new(_app, _heard, FollowUps.None);

    public async ValueTask InitializeAsync()
    {
        var database = await server.Cluster.CreateDatabaseAsync(Cancelled);
        (_owner, _app) = (NpgsqlDataSource.Create(database.Connections.Owner), NpgsqlDataSource.Create(database.Connections.App));
    }

    public async ValueTask DisposeAsync()
    {
        await _owner.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task The_story_stands_as_it_is_told()
    {
        var access = await Story(_owner).TellAsync(Address, Cancelled);
        var summit = await IdOfAsync(SummitAirStory.SummitAir);
        await using var db = await Workspaces.ReadAsync(new Operator(summit), Cancelled);
        var workspace = await db.Workspaces.SingleAsync(Cancelled);

        Assert.Equal(("America/Denver", "Summit Air Heating & Cooling"), (workspace.ZoneId, workspace.Name));
        Assert.Equal("#0b5fa5", workspace.Brand.Primary.ToString());
        Assert.Equal(8.81m, Assert.Single(workspace.TaxRates).Percent);

        var repair = await db.Jobs.SingleAsync(j => j.Number == "JOB-1001", Cancelled);
        Assert.Equal((JobStage.EstimateSent, "AC blows warm air"), (repair.Stage, repair.Title));
        var visit = await db.Appointments.SingleAsync(a => a.JobId == repair.Id, Cancelled);
        Assert.Equal((AppointmentState.Confirmed, DayOfWeek.Tuesday), (visit.State, visit.LocalStart.DayOfWeek));
        Assert.Equal(new TimeOnly(10, 30), TimeOnly.FromDateTime(visit.LocalStart));
        Assert.InRange(visit.LocalStart.Date - workspace.DayOf(db.Now).ToDateTime(TimeOnly.MinValue), TimeSpan.FromDays(7), TimeSpan.FromDays(13));

        var estimate = await db.Estimates.Include(e => e.Versions).SingleAsync(e => e.Number == "EST-1001", Cancelled);
        Assert.Equal(EstimateState.Sent, estimate.StateAt(db.Now));
        Assert.Equal(81_226, estimate.Sent?.Content.TotalsWithoutOptions.Total.MinorUnits);
        Assert.Equal(108_320, estimate.Sent?.Content.Totals(new HashSet<string> { "surge-protector" }).Total.MinorUnits);
        Assert.Equal(DateOnly.FromDateTime(visit.LocalStart).AddDays(14), estimate.Sent?.Content.ValidThrough);
        var expiring = await db.Estimates.Include(e => e.Versions).SingleAsync(e => e.Number == "EST-1002", Cancelled);
        Assert.Equal((EstimateState.Sent, repair.CustomerId), (expiring.StateAt(db.Now), expiring.CustomerId));
        Assert.Equal(DateOnly.FromDateTime(visit.LocalStart).AddDays(7), expiring.Sent?.Content.ValidThrough);

        Assert.Equal(
            ["maria.delgado@example.com", "luis.delgado@example.com", "books@delgado-rentals.example", "maria.delgado@example.com"],
            access.SetupLinks.Select(l => l.Email)
        );
        Assert.Equal("/portal/summit-air/jobs/JOB-1001", access.SetupLinks[0].Opens);
        Assert.Equal("/portal/summit-air", access.SetupLinks[2].Opens);
        Assert.Equal(
            ["owen@summit-air.example", "ada@summit-air.example", "priya@summit-air.example", "dana@summit-air.example", "noor@bright-spark.example"],
            access.SignIns.Select(s => s.Email)
        );
        Assert.Empty(await db.PortalSessions.Where(s => s.EndedAt == null).ToListAsync(Cancelled));
    }

    [Fact]
    public async Task The_board_is_full_and_its_stages_are_true()
    {
        await Story(_owner).TellAsync(Address, Cancelled);
        foreach (var slug in new[] { SummitAirStory.SummitAir, SummitAirStory.BrightSpark })
        {
            Assert.Empty(await new ChainVerification(Workspaces).RunAsync(await IdOfAsync(slug), Cancelled));
        }

        await using var db = await Workspaces.ReadAsync(new Operator(await IdOfAsync(SummitAirStory.SummitAir)), Cancelled);
        var jobs = await db.Jobs.Where(j => j.End == null).ToListAsync(Cancelled);
        Assert.InRange(jobs.Count, 40, 50);
        Assert.All(Enum.GetValues<JobStage>(), stage => Assert.InRange(jobs.Count(j => j.Stage == stage), 5, 12));
        Assert.All(jobs, j => Assert.True(j.CreatedAt <= j.StagedAt && j.StagedAt <= db.Now, j.Number));

        var workspace = await db.Workspaces.SingleAsync(Cancelled);
        var invoices = await db.Invoices.Include(i => i.Payments).ThenInclude(p => p.Refunds).Include(i => i.Credits).ToListAsync(Cancelled);
        var status = invoices.ToLookup(i => i.StatusOn(workspace.DayOf(db.Now)));
        Assert.Equal(2, status[InvoiceStatus.Overdue].Count());
        Assert.NotEmpty(status[InvoiceStatus.Open]);
        Assert.NotEmpty(status[InvoiceStatus.PartiallyPaid]);
        Assert.NotEmpty(status[InvoiceStatus.Paid]);
        Assert.Single(status[InvoiceStatus.PartiallyRefunded]);
        Assert.Single(status[InvoiceStatus.Void]);
        Assert.Single(await db.InvoiceDrafts.Where(d => d.EndedAt == null).ToListAsync(Cancelled));
        Assert.Equal(
            Enumerable.Range(2044 - invoices.Count, invoices.Count).Select(n => $"INV-{n}"),
            invoices.OrderBy(i => i.Number).Select(i => i.Number)
        );

        var week = await db.Appointments.CountAsync(
            a => a.StartsAt > db.Now && a.StartsAt < db.Now.AddDays(7) && a.State != AppointmentState.Cancelled,
            Cancelled
        );
        Assert.InRange(week, 5, 20);
        var activity = await db.Activity.ToListAsync(Cancelled);
        Assert.True(activity.Select(a => workspace.DayOf(a.At)).Distinct().Count() > 20);
        Assert.All(activity, a => Assert.True(a.At <= db.Now));
    }

    [Fact]
    public async Task The_storys_invoice_is_INV_2044_with_the_figures_of_its_part_payments()
    {
        await Story(_owner).TellAsync(Address, Cancelled);
        await using var db = await Workspaces.OpenAsync(new Operator(await IdOfAsync(SummitAirStory.SummitAir)), Cancelled);
        var estimate = await db.Estimates.Include(e => e.Versions).SingleAsync(e => e.Number == "EST-1001", Cancelled);
        var content = InvoiceContent.Of(estimate.Sent!.Content, ["surge-protector"], "", new Money(32_496, new Currency("USD"))); // The story sent it.
        var number = $"INV-{await db.NextNumberAsync("INV", 1, Cancelled)}";
        var today = new DateOnly(2027, 6, 8);
        var clerk = new Recorder(Id<StaffMember>.New(), "Priya Nair");
        var invoice = Invoice.Issue(
            Id<Invoice>.New(),
            db.WorkspaceId,
            estimate.CustomerId,
            estimate.JobId,
            estimate.Id,
            number,
            content,
            today,
            new DateOnly(2027, 6, 22)
        );

        Assert.Equal(("INV-2044", 108_320L, 32_496L), (invoice.Number, invoice.Total.MinorUnits, invoice.DepositDue.MinorUnits));
        Pay(32_496);
        Assert.Equal(75_824, invoice.Balance.MinorUnits);
        var second = Pay(40_000);
        Assert.Equal((35_824L, InvoiceStatus.PartiallyPaid), (invoice.Balance.MinorUnits, invoice.StatusOn(new DateOnly(2027, 6, 22))));
        Assert.Equal(InvoiceStatus.Overdue, invoice.StatusOn(new DateOnly(2027, 6, 23)));
        invoice.Refund(
            Id<Refund>.New(),
            second,
            new ProviderRefund("re_1", new Money(10_000, new Currency("USD")), RefundState.Succeeded, today, db.Now)
        );
        Assert.Equal((62_496L, 45_824L), (invoice.Paid.MinorUnits, invoice.Balance.MinorUnits));
        var refused = Assert.Throws<RuleViolation>(() =>
            invoice.RequireRefundable(second, new Money(35_000, new Currency("USD")), m => FormattableString.Invariant($"{m.Major:N2}"))
        );
        Assert.Equal((InvoiceRules.RefundLeft, "300.00 is the most left on that payment."), (refused.Rule, refused.Message));

        Id<Payment> Pay(long amount) =>
            invoice
                .Record(
                    Id<Payment>.New(),
                    new ReceivedByHand(new Money(amount, new Currency("USD")), PaymentMethods.Bank, today, "", clerk, today, db.Now),
                    m => m.ToString()
                )
                .Id;
    }

    [Theory]
    [InlineData("2027-06-01T15:30:00Z", "2027-06-08")] // Tuesday 9:30 in Denver: the dates of the scenarios.
    [InlineData("2027-06-02T05:59:00Z", "2027-06-08")] // The same Tuesday, a minute before midnight.
    [InlineData("2027-06-02T06:00:00Z", "2027-06-15")]
    [InlineData("2027-05-31T06:30:00Z", "2027-06-08")] // Monday, half past midnight.
    [InlineData("2027-06-06T18:00:00Z", "2027-06-15")] // Sunday.
    [InlineData("2027-03-14T09:30:00Z", "2027-03-23")] // The night in which the clocks go forward.
    [InlineData("2027-11-07T08:15:00Z", "2027-11-16")] // The night in which they go back.
    [InlineData("2028-01-01T07:00:00Z", "2028-01-11")]
    public async Task Whatever_day_it_is_the_first_visit_is_the_first_Tuesday_at_least_a_week_ahead(string now, string visit)
    {
        await new Clock(_owner).SetAsync(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture), Cancelled);

        await Story(_owner).TellAsync(Address, Cancelled);

        var summit = await IdOfAsync(SummitAirStory.SummitAir);
        await using var db = await Workspaces.ReadAsync(new Operator(summit), Cancelled);
        var repair = await db.Jobs.Where(j => j.Number == "JOB-1001").Select(j => j.Id).SingleAsync(Cancelled);
        var booked = await db.Appointments.SingleAsync(a => a.JobId == repair, Cancelled);
        Assert.Equal(visit + "T10:30:00", booked.LocalStart.ToString("s", CultureInfo.InvariantCulture));
        Assert.Empty(await new ChainVerification(Workspaces).RunAsync(summit, Cancelled));
        Assert.False(await db.Activity.AnyAsync(a => a.At > db.Now, Cancelled));
        var jobs = await db.Jobs.Where(j => j.End == null).ToListAsync(Cancelled);
        Assert.All(Enum.GetValues<JobStage>(), stage => Assert.InRange(jobs.Count(j => j.Stage == stage), 5, 12));
        var today = LocalDay.Of(db.Now, TimeZoneInfo.FindSystemTimeZoneById("America/Denver"));
        var invoices = await db.Invoices.Include(i => i.Payments).ToListAsync(Cancelled);
        Assert.Equal(2, invoices.Count(i => i.StatusOn(today) == InvoiceStatus.Overdue));
    }

    [Fact]
    public async Task Only_the_storys_own_estimates_are_mailed()
    {
        await Story(_owner).TellAsync(Address, Cancelled);

        await using var command = _owner.CreateCommand(
            "select w.slug || ' ' || o.kind from platform.outbox o join platform.workspaces w on w.id = o.workspace_id where o.due_at <= altitude.now() order by 1"
        );
        List<string> due = [];
        await using var reader = await command.ExecuteReaderAsync(Cancelled);
        while (await reader.ReadAsync(Cancelled))
        {
            due.Add(reader.GetString(0));
        }

        Assert.Equal(["bright-spark estimate.sent", "summit-air estimate.sent", "summit-air mail-link"], due);
    }

    [Fact]
    public async Task Told_again_it_begins_anew_and_what_was_there_is_closed()
    {
        var story = Story(_owner);
        Assert.False(await story.IsToldAsync(Cancelled));
        var before = await story.TellAsync(Address, Cancelled);
        var closed = await IdOfAsync(SummitAirStory.SummitAir);
        _heard.Commits.Clear();

        var after = await story.TellAsync(Address, Cancelled);

        var present = await IdOfAsync(SummitAirStory.SummitAir);
        Assert.True(await story.IsToldAsync(Cancelled));
        Assert.NotEqual(closed, present);
        Assert.Equal(before.SignIns, after.SignIns);
        Assert.Equal(
            AccessRules.WorkspaceClosed,
            (await Assert.ThrowsAsync<RuleViolation>(() => Workspaces.ReadAsync(new Operator(closed), Cancelled))).Rule
        );
        Assert.Equal("workspace.changed", Assert.Single(_heard.Commits, c => c.WorkspaceId == closed).Entries[^1].Kind);

        await using var platform = Platform();
        Assert.False(await platform.LinkLookups.AnyAsync(l => l.WorkspaceId == closed, Cancelled));
        Assert.False(await platform.StaffSeats.AnyAsync(s => s.WorkspaceId == closed, Cancelled));
        foreach (var (link, lives) in before.SetupLinks.Select(l => (l, false)).Concat(after.SetupLinks.Select(l => (l, true))))
        {
            var hash = Hash(new Uri(link.Address).Segments[^1]);
            Assert.Equal(lives, await platform.LinkLookups.AnyAsync(l => l.Hash == hash, Cancelled));
        }
    }

    [Fact]
    public async Task Staff_sign_in_with_the_demos_password_however_it_was_changed()
    {
        var story = Story(_owner);
        await story.TellAsync(Address, Cancelled);
        await using (var platform = Platform())
        {
            await platform.Users.ExecuteUpdateAsync(
                u => u.SetProperty(x => x.PasswordHash, "lost").SetProperty(x => x.LockoutEnd, DateTimeOffset.MaxValue),
                Cancelled
            );
        }

        var access = await story.TellAsync(Address, Cancelled);

        await using var again = Platform();
        foreach (var signIn in access.SignIns)
        {
            var user = await again.Users.SingleAsync(u => u.Email == signIn.Email, Cancelled);
            Assert.Null(user.LockoutEnd);
            Assert.Equal(
                PasswordVerificationResult.Success,
                new PasswordHasher<StaffUser>().VerifyHashedPassword(user, user.PasswordHash!, signIn.Password)
            ); // Set by the story.
            Assert.Single(await again.StaffSeats.Where(s => s.UserId == user.Id).ToListAsync(Cancelled));
        }
    }

    [Fact]
    public async Task The_app_role_tells_it_too_but_dates_all_of_it_now()
    {
        await Story(_app).TellAsync(Address, Cancelled);

        var summit = await IdOfAsync(SummitAirStory.SummitAir);
        await using var db = await Workspaces.ReadAsync(new Operator(summit), Cancelled);
        var minute = db.Now.AddMinutes(-1);
        Assert.False(await db.Activity.AnyAsync(a => a.At < minute, Cancelled));
        Assert.Empty(await new ChainVerification(Workspaces).RunAsync(summit, Cancelled));
    }

    private SummitAirStory Story(NpgsqlDataSource database) => new(database, _heard, Mails, Mint);

    private PlatformDb Platform() => new(new DbContextOptionsBuilder<PlatformDb>().UseNpgsql(_owner).UseSnakeCaseNamingConvention().Options);

    private async Task<Id<Workspace>> IdOfAsync(string slug)
    {
        await using var platform = Platform();
        return await platform.Workspaces.Where(w => w.Slug == slug && w.ClosedAt == null).Select(w => w.Id).SingleAsync(Cancelled);
    }

    private static string Mint(WorkspaceDb db, SetupLink link, LinkChannel channel)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var hash = Hash(secret);
        db.Add(new SetupLinkSecret(link, hash, channel, db.Now));
        db.Add(
            new LinkLookup
            {
                Hash = hash,
                WorkspaceId = link.WorkspaceId,
                LinkId = link.Id,
            }
        );
        return secret;
    }

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private sealed class Heard : ICommitListener
    {
        public List<Committed> Commits { get; } = [];

        public void OnCommitted(Committed committed)
        {
            lock (Commits)
            {
                Commits.Add(committed);
            }
        }
    }
}
