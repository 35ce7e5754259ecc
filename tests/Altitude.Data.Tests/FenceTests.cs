using System.Reflection;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Jobs;
using Altitude.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace Altitude.Data.Tests;

/// <summary>Two fences around a workspace, each of which is enough alone: the query filter, and row-level security.</summary>
public sealed class FenceTests(FenceTests.TwoHouses data) : IClassFixture<FenceTests.TwoHouses>
{
    /// <summary>Two workspaces of which every table holds rows.</summary>
    public sealed class TwoHouses(MigratedCluster server) : WorkspaceFixture(server), IAsyncLifetime
    {
        public Cast Cast { get; private set; } = null!; // InitializeAsync sets it.

        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            Cast = await GatherAsync();
            await House.FurnishAsync(this, Cast.Summit);
            await House.FurnishAsync(this, Cast.Spark);
        }
    }

    [Fact]
    public async Task Every_entity_has_rows_in_both_workspaces()
    {
        foreach (var entity in await OwnedAsync())
        {
            foreach (var company in new[] { data.Cast.Summit, data.Cast.Spark })
            {
                Assert.True(
                    await RowsOfAsync(entity, company) > 0,
                    $"{entity.GetTableName()} of {company.Slug} is empty: nothing would be shown by it."
                );
            }
        }
    }

    [Fact]
    public async Task Row_level_security_hides_what_the_filter_would_show()
    {
        await using var db = await data.Workspaces.ReadAsync(data.Cast.Owen, CancellationToken.None);

        foreach (var entity in await OwnedAsync())
        {
            Assert.Equal(await RowsOfAsync(entity, data.Cast.Summit), await CountAsync(db, entity, ignoreFilter: true));
        }
    }

    [Fact]
    public async Task The_filter_hides_what_row_level_security_would_show()
    {
        // A superuser steps over every policy, so here the filter stands alone.
        var unfenced = new WorkspaceDbFactory(data.Superuser, data.Commits, FollowUps.None);
        await using var db = await unfenced.ReadAsync(data.Cast.Owen, CancellationToken.None);

        foreach (var entity in await OwnedAsync())
        {
            var own = await RowsOfAsync(entity, data.Cast.Summit);
            Assert.Equal(own, await CountAsync(db, entity, ignoreFilter: false));
            Assert.True(await CountAsync(db, entity, ignoreFilter: true) > own, $"{entity.GetTableName()}: row-level security was not off.");
        }
    }

    [Fact]
    public async Task Without_a_workspace_there_are_no_rows()
    {
        foreach (var entity in await OwnedAsync())
        {
            await using var app = data.App.CreateCommand($"select count(*) from tenant.{entity.GetTableName()}");
            await using var owner = data.Owner.CreateCommand($"select count(*) from tenant.{entity.GetTableName()}");

            Assert.Equal(0L, await app.ExecuteScalarAsync());
            Assert.Equal(0L, await owner.ExecuteScalarAsync());
        }
    }

    [Fact]
    public async Task A_connection_that_served_a_workspace_forgets_it()
    {
        await using var connection = new NpgsqlConnection(data.Database.Connections.App + ";Pooling=false");
        await connection.OpenAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await ScalarAsync(connection, $"select set_config('altitude.workspace_id', '{data.Cast.Summit.Id}', true)");
            Assert.NotEqual(0L, await ScalarAsync(connection, "select count(*) from tenant.jobs"));
            await transaction.CommitAsync();
        }

        // Once set, it reads as an empty text and not as null: a cast of that would be an error on every pooled connection.
        Assert.Equal("", await ScalarAsync(connection, "select current_setting('altitude.workspace_id', true)"));
        Assert.Equal(0L, await ScalarAsync(connection, "select count(*) from tenant.jobs"));
    }

    [Fact]
    public async Task Rows_of_another_workspace_are_not_saved()
    {
        await using var db = await data.Workspaces.OpenAsync(data.Cast.Owen, CancellationToken.None);
        db.Customers.Add(Customer.Register(Id<Customer>.New(), data.Cast.Spark.Id, "Smuggled", db.Now));

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => data.Workspaces.CommitAsync(db, CancellationToken.None));
        Assert.Contains("Customer of another workspace", refused.Message, StringComparison.Ordinal);
        var unsaid = await Assert.ThrowsAsync<DbUpdateException>(() => db.FlushAsync(CancellationToken.None));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, Assert.IsType<PostgresException>(unsaid.InnerException).SqlState);
    }

    [Fact]
    public async Task Nothing_refers_to_a_row_of_another_workspace()
    {
        await using var db = await data.Workspaces.OpenAsync(data.Cast.Owen, CancellationToken.None);
        db.Jobs.Add(Job.Open(Id<Job>.New(), data.Cast.Summit.Id, data.Cast.Spark.Customer, null, "JOB-9999", "Smuggled", null, db.Now));

        var refused = await Assert.ThrowsAsync<DbUpdateException>(() => data.Workspaces.CommitAsync(db, CancellationToken.None));

        Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, Assert.IsType<PostgresException>(refused.InnerException).SqlState);
    }

    [Fact]
    public async Task Nobody_moves_a_row_to_another_workspace_or_changes_one_there()
    {
        await using var db = await data.Workspaces.OpenAsync(data.Cast.Owen, CancellationToken.None);

        var changed = await db.ExecuteAsync("update tenant.customers set name = 'x' where workspace_id = $1", [data.Cast.Spark.Id.Value], default);
        var moved = await Assert.ThrowsAsync<PostgresException>(() =>
            db.ExecuteAsync("update tenant.number_counters set workspace_id = $1", [data.Cast.Spark.Id.Value], default)
        );

        Assert.Equal(0, changed);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, moved.SqlState);
    }

    [Fact]
    public async Task Locks_find_only_own_roots()
    {
        await using var db = await data.Workspaces.OpenAsync(data.Cast.Owen, CancellationToken.None);

        Assert.True(await db.LockAsync(data.Cast.Summit.Job, default));
        Assert.False(await db.LockAsync(data.Cast.Spark.Job, default));
    }

    private async Task<IEntityType[]> OwnedAsync()
    {
        await using var db = await data.Workspaces.ReadAsync(data.Cast.Owen, CancellationToken.None);
        var owned = db.Model.GetEntityTypes().Where(e => e.ClrType.IsAssignableTo(typeof(IWorkspaceOwned))).ToArray();
        Assert.Equal(owned.Length, db.Model.GetEntityTypes().Count(e => e.GetSchema() == Schemas.Tenant));
        return owned;
    }

    private async Task<int> RowsOfAsync(IEntityType entity, Company company) =>
        (int)(long)(await data.PeekAsync($"select count(*) from tenant.{entity.GetTableName()} where workspace_id = $1", company.Id.Value))!; // A count.

    private static Task<int> CountAsync(WorkspaceDb db, IEntityType entity, bool ignoreFilter) =>
        (Task<int>)
            typeof(FenceTests)
                .GetMethod(nameof(CountOfAsync), BindingFlags.Static | BindingFlags.NonPublic)! // Below.
                .MakeGenericMethod(entity.ClrType)
                .Invoke(null, [db, ignoreFilter])!; // It returns a task.

    private static Task<int> CountOfAsync<T>(WorkspaceDb db, bool ignoreFilter)
        where T : class => (ignoreFilter ? db.Set<T>().IgnoreQueryFilters() : db.Set<T>()).CountAsync();

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
