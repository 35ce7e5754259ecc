using Altitude.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Altitude.Data.Tests;

/// <summary>Somebody who goes while a statement runs spoils nothing for whoever comes next on that connection.</summary>
public sealed class WholeStatementsTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    [Fact]
    public async Task A_statement_whose_caller_has_gone_runs_to_its_end()
    {
        var cast = await data.GatherAsync();
        await using var holder = await data.Superuser.OpenConnectionAsync();
        await using var held = await holder.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("select 1 from tenant.jobs for update", holder, held))
        {
            await hold.ExecuteNonQueryAsync();
        }

        using var gone = new CancellationTokenSource();
        await using var db = await data.Workspaces.OpenAsync(cast.Owen, default);
        var locked = db.LockAsync(cast.Summit.Job, gone.Token);
        await Patiently.HoldsAsync(
            async () => (long)(await data.PeekAsync("select count(*) from pg_locks where not granted"))! > 0, // A count is always there.
            "it waits for the row"
        );
        await gone.CancelAsync();
        await held.RollbackAsync();

        Assert.True(await locked);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => db.LockAsync(cast.Summit.Job, gone.Token)); // The next is not begun.
    }

    /// <summary>Cut at any moment of being prepared, over one connection: a reading afterwards never fails.</summary>
    [Fact]
    public async Task Of_readings_that_are_given_up_at_any_moment_none_spoils_the_next()
    {
        var cast = await data.GatherAsync();
        var one = new NpgsqlConnectionStringBuilder(data.Database.Connections.App)
        {
            MaxPoolSize = 1,
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
        };
        await using var database = NpgsqlDataSource.Create(one.ConnectionString);
        var workspaces = new WorkspaceDbFactory(database, data.Commits, FollowUps.None);
        var random = new Random(7);
        for (var n = 0; n < 150; n++)
        {
            // Each a statement of its own, so that its second use prepares it.
            var sql =
                $"select j.* from tenant.jobs j join tenant.customers c on c.id = j.customer_id join tenant.contacts k on k.customer_id = c.id "
                + $"join tenant.jobs l on l.id = j.id join tenant.customers d on d.id = l.customer_id join tenant.contacts m on m.customer_id = d.id and {n} = {n} "
                + "join tenant.estimates e on e.job_id = l.id join tenant.estimate_versions v on v.estimate_id = e.id";
            for (var use = 0; use < 4; use++)
            {
                using var gone = new CancellationTokenSource();
                if (use == 1)
                {
                    gone.CancelAfter(TimeSpan.FromMicroseconds(random.Next(2_000, 20_000)));
                }

                try
                {
                    await using var db = await workspaces.ReadAsync(cast.Owen, gone.Token);
                    Assert.NotEmpty(await db.Jobs.FromSqlRaw(sql).Select(j => j.Number).ToListAsync(gone.Token));
                }
                catch (OperationCanceledException) when (use == 1)
                {
                    // Given up.
                }
            }
        }
    }
}
