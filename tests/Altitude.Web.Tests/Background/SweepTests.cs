using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Background;
using Altitude.Web.Features.Notifications;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Altitude.Web.Tests.Background;

/// <summary>Sweeps say what they did, run when an owner wants them to, and end the same twice, late, or on two nodes.</summary>
public sealed class SweepTests(MigratedCluster cluster) : IAsyncLifetime
{
    private const string Breaking = "sweep-links";
    private ScriptedSmtpServer _server = null!;
    private MailingCompany _company = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = new ScriptedSmtpServer();
        _company = await MailingCompany.FoundAsync(cluster, MailingCompany.MailsTo(_server), withSweeps: true);
    }

    public async ValueTask DisposeAsync()
    {
        await _company.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task An_owner_sees_when_each_sweep_ran_runs_next_and_what_it_did()
    {
        var owen = await _company.SignInAsync("Owen Hart");
        var before = await Query.RunAsync(owen, Token);
        Assert.Equal(SweepCatalogue.All.Select(s => s.Name), before.Sweeps.Select(s => s.Sweep.Name));
        Assert.All(before.Sweeps, s => Assert.Null(s.RanAt));
        Assert.Null(before.Sweeps.Single(s => s.Sweep.Kind == OutboxKinds.ReconcilePayments).NextAt); // Nothing is connected.

        await _company.SendEstimateAsync();
        await RunAllAsync();
        await _company.MoveClockAsync(new DateTimeOffset(2027, 6, 11, 19, 0, 0, TimeSpan.Zero));
        await RunAllAsync();
        await _company.PassAsync(TimeSpan.FromHours(1.1));
        await RunAllAsync();

        var after = await Query.RunAsync(owen, Token);
        var reminders = after.Sweeps.Single(s => s.Sweep.Kind == OutboxKinds.SweepReminders);
        Assert.Empty(reminders.Did);
        Assert.Equal(1, reminders.Acted["estimates reminded of"]);
        Assert.True(reminders.ActedAt < reminders.RanAt);
        Assert.InRange(reminders.NextAt!.Value - after.Now, TimeSpan.FromMinutes(55), TimeSpan.FromMinutes(61));
        Assert.Null(reminders.FailedAt);
        var line = await _company.ReadAsync(db =>
            db.Activity.Where(a => a.Kind == "sweep.did")
                .Join(db.ActivityDetails, a => a.Seq, d => d.Seq, (a, d) => d.Body)
                .SingleAsync(b => b!.Contains("reminders"), Token)
        );
        Assert.Contains("estimates reminded of: 1", line, StringComparison.Ordinal);
        Assert.Equal(0, after.Waiting);
    }

    [Fact]
    public async Task An_owner_runs_a_sweep_now_and_nobody_else_does()
    {
        var (owen, priya) = (await _company.SignInAsync("Owen Hart"), await _company.SignInAsync("Priya Nair"));
        await _company.PassAsync(TimeSpan.FromMinutes(1));

        await new RunSweepNow(_company.Workspaces).RunAsync(owen, OutboxKinds.TidyWorkspace, RequestKey.New("run-sweep-now"), Token);
        Assert.Equal(1, await _company.RunDueAsync());
        Assert.Equal(0, await _company.RunDueAsync());

        var tidied = (await Query.RunAsync(owen, Token)).Sweeps.Single(s => s.Sweep.Kind == OutboxKinds.TidyWorkspace);
        Assert.Equal(1, tidied.Runs);
        Assert.InRange(tidied.NextAt!.Value - tidied.RanAt!.Value, TimeSpan.FromHours(23), TimeSpan.FromHours(25)); // In its rhythm again.
        Assert.Equal(
            ["sweep.asked-for", "sweep.did"],
            await _company.ReadAsync(db =>
                db.Activity.Where(a => a.Kind.StartsWith("sweep.")).OrderBy(a => a.Seq).Select(a => a.Kind).ToListAsync(Token)
            )
        ); // Whoever pressed sees the end, though nothing was due.
        foreach (var refused in new[] { priya, priya with { Role = StaffRole.Admin } })
        {
            var role = await Assert.ThrowsAsync<RuleViolation>(() =>
                new RunSweepNow(_company.Workspaces).RunAsync(refused, OutboxKinds.TidyWorkspace, RequestKey.New("run-sweep-now"), Token)
            );
            Assert.Equal(StaffRoles.NotAllowed, role.Rule);
            await Assert.ThrowsAsync<RuleViolation>(() => Query.RunAsync(refused, Token));
        }

        foreach (var kind in new[] { "estimate.sent", "", OutboxKinds.ReconcilePayments })
        {
            var unknown = await Assert.ThrowsAsync<RuleViolation>(() =>
                new RunSweepNow(_company.Workspaces).RunAsync(owen, kind, RequestKey.New("run-sweep-now"), Token)
            );
            Assert.Equal(RunSweepNow.Unknown, unknown.Rule);
        }
    }

    [Fact]
    public async Task A_sweep_that_breaks_off_did_nothing_and_says_so_until_it_ends_well()
    {
        var owen = await _company.SignInAsync("Owen Hart");
        var broken = new BrokenSweep(_company.Workspaces);
        var task = new OutboxTask(Guid.CreateVersion7(), _company.Workspace, Breaking, _company.Workspace.Value, false);

        await Assert.ThrowsAsync<InvalidOperationException>(() => broken.RunAsync(task, Token));
        var failed = (await Query.RunAsync(owen, Token)).Sweeps.Single(s => s.Sweep.Kind == Breaking);
        Assert.NotNull(failed.FailedAt);
        Assert.Equal((0, null), (failed.Runs, failed.RanAt));
        Assert.Equal("AC repair visit", await _company.ReadAsync(db => db.Jobs.Select(j => j.Title).SingleAsync(Token)));

        broken.IsMended = true;
        await broken.RunAsync(task, Token);
        var mended = (await Query.RunAsync(owen, Token)).Sweeps.Single(s => s.Sweep.Kind == Breaking);
        Assert.Null(mended.FailedAt);
        Assert.Equal(1, mended.Did["things"]);
    }

    [Fact]
    public async Task An_end_of_an_estimate_that_was_missed_is_noted_later_once()
    {
        await _company.SendEstimateAsync();
        await RunAllAsync();
        await _company.SqlAsync("delete from platform.outbox where kind = 'expire-estimate'");
        await _company.MoveClockAsync(new DateTimeOffset(2027, 6, 23, 6, 5, 0, TimeSpan.Zero));
        await SweepAsync<EstimatesSweep>(OutboxKinds.SweepEstimates);
        Assert.Equal(0, await CountAsync("estimate.expired")); // Its own minute is just over.

        await _company.PassAsync(TimeSpan.FromHours(1));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => SweepAsync<EstimatesSweep>(OutboxKinds.SweepEstimates), Token)));
        await RunAllAsync();
        await SweepAsync<EstimatesSweep>(OutboxKinds.SweepEstimates);
        await RunAllAsync();

        Assert.Equal(1, await CountAsync("estimate.expired"));
    }

    [Fact]
    public async Task Old_links_and_sessions_go_and_what_was_decided_with_them_stays()
    {
        await _company.SendEstimateAsync();
        await RunAllAsync();
        var consent = await _company.ApproveAsync("Maria Delgado"); // With a link and a session of its own.
        await _company.ChangeAsync(async db =>
        {
            var luis = await db.Contacts.SingleAsync(c => c.Id == _company.Luis, Token);
            var link = SetupLink.Issue(Id<SetupLink>.New(), luis, "/portal/summit-air", db.Now, TimeSpan.FromHours(72));
            db.AddRange(
                link,
                PortalSession.Begin(
                    Id<PortalSession>.New(),
                    link,
                    luis.Name,
                    [.. Enumerable.Repeat((byte)7, 32)],
                    LinkChannel.Email,
                    "test",
                    db.Now,
                    TimeSpan.FromHours(8)
                )
            );
        });
        await RunAllAsync();
        var (lines, consents) = (await CountAsync(null), await _company.ReadAsync(db => db.Consents.CountAsync(Token)));
        await _company.PassAsync(TimeSpan.FromDays(380));
        await TidyAsync();
        Assert.Equal(2, await _company.ReadAsync(db => db.PortalSessions.CountAsync(Token))); // Not old enough yet.

        await _company.PassAsync(TimeSpan.FromDays(30));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(TidyAsync, Token))); // As nodes do at the same time.
        await TidyAsync();

        Assert.Equal(consent.SessionId, await _company.ReadAsync(db => db.PortalSessions.Select(s => (Id<PortalSession>?)s.Id).SingleAsync(Token)));
        var kept = await _company.ReadAsync(db => db.PortalSessions.Select(s => s.LinkId).SingleAsync(Token));
        Assert.Equal(kept, await _company.ReadAsync(db => db.SetupLinks.Select(l => (Id<SetupLink>?)l.Id).SingleOrDefaultAsync(Token))); // By which they came in, if by one.
        Assert.Equal(consents, await _company.ReadAsync(db => db.Consents.CountAsync(Token)));
        Assert.True(await CountAsync(null) >= lines);
        var forgotten = await _company.ReadAsync(db =>
            db.Activity.Where(a => a.Kind == "sweep.did").Join(db.ActivityDetails, a => a.Seq, d => d.Seq, (a, d) => d.Body).ToListAsync(Token)
        );
        Assert.Single(forgotten, b => b!.Contains("old sessions: 1", StringComparison.Ordinal)); // Forgotten once, and told once.
        Assert.DoesNotContain(forgotten, b => b!.Contains("old sessions: 2", StringComparison.Ordinal));
    }

    private SweepsQuery Query => new(_company.Workspaces);

    private async Task TidyAsync()
    {
        await SweepAsync<LinksSweep>(OutboxKinds.SweepLinks);
        await SweepAsync<SessionsSweep>(OutboxKinds.SweepSessions);
        await SweepAsync<TidyWorkspace>(OutboxKinds.TidyWorkspace);
    }

    private Task<TaskEnd> SweepAsync<TSweep>(string kind)
        where TSweep : Sweep =>
        _company.Get<TSweep>().RunAsync(new OutboxTask(Guid.CreateVersion7(), _company.Workspace, kind, _company.Workspace.Value, false), Token);

    private Task<int> CountAsync(string? kind) => _company.ReadAsync(db => db.Activity.CountAsync(a => kind == null || a.Kind == kind, Token));

    private async Task RunAllAsync()
    {
        while (await _company.RunDueAsync() > 0) { }
    }

    /// <summary>Changes something, and breaks off unless it is mended.</summary>
    private sealed class BrokenSweep(WorkspaceDbFactory workspaces) : Sweep(workspaces)
    {
        public bool IsMended { get; set; }

        protected override string Name => "what breaks";

        protected override async Task<Swept> LookAsync(WorkspaceDb db, CancellationToken cancellationToken)
        {
            await db.ExecuteAsync("update tenant.jobs set title = 'Half done' where workspace_id = $1", [db.WorkspaceId.Value], cancellationToken);
            return IsMended ? Swept.Of("things", 1) : throw new InvalidOperationException("As the test wants it.");
        }
    }
}
