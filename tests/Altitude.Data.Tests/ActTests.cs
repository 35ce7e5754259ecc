using System.Collections.Concurrent;
using Altitude.Domain;
using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Altitude.Data.Tests;

/// <summary>One act is one transaction: carried out once whatever is repeated, in one gapless order.</summary>
public sealed class ActTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    [Fact]
    public async Task The_same_request_again_gives_the_same_result_and_no_second_effect()
    {
        var cast = await data.GatherAsync();
        var key = RequestKey.New("test");
        var runs = 0;
        Task<string> AskAsync() => data.Workspaces.ActAsync(cast.Owen, key, db => RegisterAsync(db, $"Run {++runs}"), default);

        var first = await AskAsync();
        var told = data.Commits.All.Count;
        var second = await AskAsync();

        Assert.Equal(("Run 1", "Run 1", 1), (first, second, runs));
        Assert.Equal(told, data.Commits.All.Count);
        Assert.Equal(2, await data.ReadAsync(cast.Owen, db => db.Customers.CountAsync()));
    }

    [Fact]
    public async Task How_statements_are_planned_ends_with_the_transaction()
    {
        var cast = await data.GatherAsync();
        Task<string> PlannedAsync(WorkspaceDb db) =>
            db.Database.SqlQueryRaw<string>("select current_setting('plan_cache_mode') as \"Value\"").SingleAsync();

        string byKey;
        await using (var db = await data.Workspaces.ReadByKeyAsync(cast.Owen, default))
        {
            byKey = await PlannedAsync(db);
        }

        var visitor = await data.Workspaces.ActAsync(cast.Maria.Actor, RequestKey.New("test"), PlannedAsync, default);
        var staff = await data.Workspaces.ActAsync(cast.Owen, RequestKey.New("test"), PlannedAsync, default);
        var list = await data.ReadAsync(cast.Owen, PlannedAsync);

        Assert.Equal(("force_generic_plan", "force_generic_plan"), (byKey, visitor));
        Assert.Equal(("auto", "auto"), (staff, list)); // On connections that the others were on before.
    }

    [Fact]
    public async Task The_same_request_ten_times_at_once_acts_once()
    {
        var cast = await data.GatherAsync();
        var key = RequestKey.New("test");

        var results = await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(i => Task.Run(() => data.Workspaces.ActAsync(cast.Owen, key, db => RegisterAsync(db, $"Run {i}"), default)))
        );

        Assert.Single(results.Distinct());
        Assert.Equal(2, await data.ReadAsync(cast.Owen, db => db.Customers.CountAsync()));
    }

    [Fact]
    public async Task A_request_key_serves_its_own_use_case_and_person_alone()
    {
        var cast = await data.GatherAsync();
        var key = RequestKey.New("test");
        await data.Workspaces.ActAsync(cast.Owen, key, db => RegisterAsync(db, "First"), default);

        var elsewhere = await Assert.ThrowsAsync<RuleViolation>(() =>
            data.Workspaces.ActAsync(cast.Owen, key with { UseCase = "other" }, db => RegisterAsync(db, "Second"), default)
        );
        var another = await Assert.ThrowsAsync<RuleViolation>(() =>
            data.Workspaces.ActAsync(cast.Ada, key, db => RegisterAsync(db, "Third"), default)
        );
        // Another workspace's key is another key.
        await data.Workspaces.ActAsync(cast.Spark.Owner, key, db => RegisterAsync(db, "Fourth"), default);

        Assert.Equal((AccessRules.RequestReused, AccessRules.RequestReused), (elsewhere.Rule, another.Rule));
        Assert.Equal(2, await data.ReadAsync(cast.Owen, db => db.Customers.CountAsync()));
    }

    [Fact]
    public async Task A_refused_act_leaves_nothing_and_its_key_is_good_again()
    {
        var cast = await data.GatherAsync();
        var key = RequestKey.New("test");
        var runs = 0;

        var refused = await Assert.ThrowsAsync<RuleViolation>(() =>
            data.Workspaces.ActAsync<string>(
                cast.Owen,
                key,
                async db =>
                {
                    runs++;
                    await RegisterAsync(db, "Refused");
                    await db.FlushAsync(default);
                    throw new RuleViolation("test.no", "No.");
                },
                default
            )
        );
        var then = await data.Workspaces.ActAsync(cast.Owen, key, db => RegisterAsync(db, "Accepted"), default);

        Assert.Equal(("test.no", "Accepted", 1), (refused.Rule, then, runs));
        Assert.Equal(
            ["Accepted"],
            await data.ReadAsync(cast.Owen, db => db.Customers.Where(c => c.Id != cast.Summit.Customer).Select(c => c.Name).ToArrayAsync())
        );
    }

    [Fact]
    public async Task Changes_are_saved_by_the_door_alone()
    {
        var cast = await data.GatherAsync();
        await using var read = await data.Workspaces.ReadAsync(cast.Owen, default);
        await using var act = await data.Workspaces.OpenAsync(cast.Owen, default);

        await Assert.ThrowsAsync<NotSupportedException>(() => act.SaveChangesAsync());
        Assert.Throws<NotSupportedException>(() => act.SaveChanges());
        await Assert.ThrowsAsync<InvalidOperationException>(() => data.Workspaces.CommitAsync(read, default));
        var written = await Assert.ThrowsAsync<PostgresException>(() => read.ExecuteAsync("update tenant.customers set name = 'x'", [], default));
        Assert.Equal(PostgresErrorCodes.ReadOnlySqlTransaction, written.SqlState);
    }

    [Fact]
    public async Task A_lost_connection_repeats_the_whole_act_once()
    {
        var cast = await data.GatherAsync();
        var runs = 0;

        var result = await data.ActAsync(
            cast.Owen,
            async db =>
            {
                var name = await RegisterAsync(db, $"Run {++runs}");
                await db.FlushAsync(default);
                if (runs == 1)
                {
                    await KillAsync(db);
                }

                return name;
            }
        );

        Assert.Equal(("Run 2", 2), (result, runs));
        Assert.Equal(
            ["Run 2"],
            await data.ReadAsync(cast.Owen, db => db.Customers.Where(c => c.Id != cast.Summit.Customer).Select(c => c.Name).ToArrayAsync())
        );
        Assert.Empty(await new ChainVerification(data.Workspaces).RunAsync(cast.Summit.Id, default));
    }

    [Fact]
    public async Task What_is_lost_twice_is_not_tried_a_third_time()
    {
        var cast = await data.GatherAsync();
        var runs = 0;

        await Assert.ThrowsAnyAsync<Exception>(() =>
            data.ActAsync(
                cast.Owen,
                async db =>
                {
                    runs++;
                    await KillAsync(db);
                    await db.Customers.CountAsync();
                }
            )
        );

        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task A_deadlock_repeats_its_loser_and_both_acts_stand()
    {
        var cast = await data.GatherAsync();
        using var both = new Barrier(2);
        var runs = 0;
        async Task CrossAsync(bool jobFirst)
        {
            var first = true;
            await data.ActAsync(
                cast.Owen,
                async db =>
                {
                    Interlocked.Increment(ref runs);
                    await (jobFirst ? db.LockAsync(cast.Summit.Job, default) : db.LockAsync(cast.Summit.Customer, default));
                    if (first)
                    {
                        first = false;
                        await Task.Run(() => both.SignalAndWait());
                    }

                    await (jobFirst ? db.LockAsync(cast.Summit.Customer, default) : db.LockAsync(cast.Summit.Job, default));
                    await RegisterAsync(db, jobFirst ? "One" : "Other");
                }
            );
        }

        await Task.WhenAll(CrossAsync(jobFirst: true), CrossAsync(jobFirst: false));

        Assert.Equal(3, runs);
        Assert.Equal(3, await data.ReadAsync(cast.Owen, db => db.Customers.CountAsync()));
    }

    [Fact]
    public async Task Many_acts_at_once_make_one_gapless_order_that_readers_never_see_a_gap_in()
    {
        var cast = await data.GatherAsync();
        var before = (long)(await data.PeekAsync("select seq from platform.heads where workspace_id = $1", cast.Summit.Id.Value))!; // Founded.
        var told = data.Commits.All.Count;
        using var done = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            var looks = 0;
            while (!done.IsCancellationRequested)
            {
                await using var db = await data.Workspaces.ReadAsync(cast.Owen, default);
                Assert.Equal(await db.Activity.LongCountAsync(), await db.Activity.MaxAsync(a => a.Seq));
                Assert.Empty(await new ChainVerification(data.Workspaces).RunAsync(cast.Summit.Id, default));
                looks++;
            }

            return looks;
        });

        await Task.WhenAll(
            Enumerable
                .Range(0, 32)
                .Select(i =>
                    Task.Run(() =>
                        data.ActAsync(
                            i % 2 == 0 ? cast.Owen : cast.Ada,
                            async db =>
                            {
                                await RegisterAsync(db, $"Household {i}");
                                db.Record(new WorkspaceChanged(cast.Summit.Id, "second line"));
                            }
                        )
                    )
                )
        );
        await done.CancelAsync();

        Assert.True(await reading > 0);
        var commits = data.Commits.All.Skip(told).ToArray();
        Assert.Equal(Enumerable.Range(1, 64).Select(i => before + i), commits.SelectMany(c => c.Entries).Select(e => e.Seq).Order());
        Assert.All(commits, c => Assert.Equal(c.Entries[0].Seq + 1, c.Position)); // An act's lines stand together.
        Assert.Equal(before + 64, await data.PeekAsync("select seq from platform.heads where workspace_id = $1", cast.Summit.Id.Value));
    }

    [Fact]
    public async Task Numbers_have_no_gaps_whoever_gives_up()
    {
        var cast = await data.GatherAsync();
        var given = new ConcurrentBag<long>();

        await Task.WhenAll(
            Enumerable
                .Range(0, 32)
                .Select(i =>
                    Task.Run(async () =>
                    {
                        await using var db = await data.Workspaces.OpenAsync(cast.Owen, default);
                        var number = await db.NextNumberAsync("INV", 2044, default);
                        if (i % 3 != 0)
                        {
                            await data.Workspaces.CommitAsync(db, default);
                            given.Add(number);
                        }
                    })
                )
        );

        Assert.Equal(Enumerable.Range(2044, given.Count).Select(n => (long)n), given.Order());
        Assert.Equal(1002, await data.ActAsync(cast.Owen, db => db.NextNumberAsync("EST", 1001, default))); // The cast took the first.
        Assert.Equal(2044, await data.ActAsync(cast.Spark.Owner, db => db.NextNumberAsync("INV", 2044, default))); // Each workspace counts for itself.
    }

    [Fact]
    public async Task A_change_its_activity_and_its_tasks_are_one()
    {
        var cast = await data.GatherAsync();
        var workspaces = new WorkspaceDbFactory(data.App, data.Commits, new FollowUps(new HashSet<string> { "customer.registered" }));
        async Task<long> QueuedAsync() =>
            (long)
                (
                    await data.PeekAsync(
                        "select count(*) from platform.outbox where workspace_id = $1 and kind in ('customer.registered', 'tidy')",
                        cast.Summit.Id.Value
                    )
                )!;

        await using (var undone = await workspaces.OpenAsync(cast.Owen, default))
        {
            await RegisterAsync(undone, "Undone");
            undone.Queue("tidy", cast.Summit.Id.Value);
            await undone.FlushAsync(default);
        }

        Assert.Equal(0L, await QueuedAsync());
        await workspaces.ActAsync(
            cast.Owen,
            RequestKey.New("test"),
            async db =>
            {
                await RegisterAsync(db, "Done");
                db.Queue("tidy", cast.Summit.Id.Value);
            },
            default
        );

        Assert.Equal(2L, await QueuedAsync());
        Assert.Equal(
            1L,
            await data.PeekAsync(
                """
                select count(*) from platform.outbox o join tenant.activity a on a.workspace_id = o.workspace_id and a.id = o.subject
                where o.workspace_id = $1 and o.kind = 'customer.registered' and o.done_at is null
                """,
                cast.Summit.Id.Value
            )
        );
    }

    private static Task<string> RegisterAsync(WorkspaceDb db, string name)
    {
        db.Customers.Add(Customer.Register(Id<Customer>.New(), db.WorkspaceId, name, db.Now));
        return Task.FromResult(name);
    }

    /// <summary>Ends the server's side of this act's connection.</summary>
    private async Task KillAsync(WorkspaceDb db)
    {
        await using var self = new NpgsqlCommand("select pg_backend_pid()", (NpgsqlConnection)db.Database.GetDbConnection());
        await data.PeekAsync("select pg_terminate_backend($1, 5000)", (await self.ExecuteScalarAsync())!); // Every backend has a pid.
    }
}
