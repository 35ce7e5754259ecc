using System.Security.Cryptography;
using Altitude.Data.Bulk;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Altitude.Testing;

namespace Altitude.Data.Tests.Bulk;

/// <summary>Generated companies are as true as those that grew: every chain, consent and stage of theirs is intact.</summary>
public sealed class BulkStoryTests(WorkspaceFixture data) : IClassFixture<WorkspaceFixture>
{
    private static readonly Uri Address = new("http://localhost:5080/");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private BulkStory Story => new(data.Owner, data.Commits, Mint);

    [Fact]
    public async Task What_is_generated_is_found_intact_and_equal_seeds_tell_the_same()
    {
        var size = new BulkSize(Workspaces: 2, Customers: 31, Jobs: 501, Seed: 7);

        var first = await Story.TellAsync(size, Address, Cancelled);
        var told = await ContentAsync();

        Assert.Equal(("bulk-7-1", "bulk-7-2"), (first.Workspaces[0].Workspace, first.Workspaces[1].Workspace));
        Assert.Equal((31L, 501L), (first.Rows["customers"], first.Rows["jobs"]));
        Assert.All(first.Rows, table => Assert.NotEqual(0, table.Value));
        foreach (var workspace in await OpenAsync())
        {
            Assert.Empty(await new ChainVerification(data.Workspaces).RunAsync(workspace, Cancelled));
        }

        var second = await Story.TellAsync(size, Address, Cancelled);
        Assert.Equal(first.Rows, second.Rows);
        Assert.Equal(told, await ContentAsync());
        Assert.Equal(2, (await OpenAsync()).Count); // The earlier ones gave up their addresses.

        await Story.TellAsync(size with { Seed = 8 }, Address, Cancelled);
        Assert.Equal(4, (await OpenAsync()).Count);
    }

    [Fact]
    public async Task Nothing_is_generated_for_a_size_that_cannot_be()
    {
        var refused = await Assert.ThrowsAsync<RuleViolation>(() => Story.TellAsync(new BulkSize(3, 2, 100, 1), Address, Cancelled));

        Assert.Equal("generate.size", refused.Rule);
    }

    /// <summary>Everything of the open companies of seed 7 but what names the workspace, its people or the moment.</summary>
    private async Task<object?> ContentAsync() =>
        await data.PeekAsync(
            """
            with open as (select id, slug from platform.workspaces where slug like 'bulk-7-%' and closed_at is null)
            select md5(string_agg(t.row, E'\n' order by t.row)) from (
              select 'j ' || w.slug || concat_ws(' ', r.id, r.customer_id, r.number, r.title, r.stage, r."end", r.created_at, r.staged_at) as row
                from tenant.jobs r join open w on w.id = r.workspace_id
              union all select 'c ' || w.slug || concat_ws(' ', r.id, r.customer_id, r.name, r.email) from tenant.contacts r join open w on w.id = r.workspace_id
              union all select 'v ' || w.slug || concat_ws(' ', r.estimate_id, r.number, r.document) from tenant.estimate_versions r join open w on w.id = r.workspace_id
              union all select 's ' || w.slug || concat_ws(' ', r.id, r.document) from tenant.consents r join open w on w.id = r.workspace_id
              union all select 'i ' || w.slug || concat_ws(' ', r.id, r.number, r.total_minor_units) from tenant.invoices r join open w on w.id = r.workspace_id
              union all select 'a ' || w.slug || concat_ws(' ', r.id, r.seq, r.kind, r.at, encode(r.details_hash, 'hex')) from tenant.activity r join open w on w.id = r.workspace_id
                where r.actor_kind = 'operator' and r.subject not in (select id from tenant.staff_members) and r.kind not in ('link.issued', 'workspace.changed')) t
            """
        );

    private async Task<List<Id<Workspace>>> OpenAsync()
    {
        await using var command = data.Superuser.CreateCommand("select id from platform.workspaces where slug like 'bulk-%' and closed_at is null");
        await using var reader = await command.ExecuteReaderAsync(Cancelled);
        List<Id<Workspace>> open = [];
        while (await reader.ReadAsync(Cancelled))
        {
            open.Add(new Id<Workspace>(reader.GetGuid(0)));
        }

        return open;
    }

    private static string Mint(WorkspaceDb db, SetupLink link, LinkChannel channel)
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        var hash = SHA256.HashData(secret);
        db.SetupLinkSecrets.Add(new SetupLinkSecret(link, hash, channel, db.Now));
        db.LinkLookups.Add(
            new LinkLookup
            {
                Hash = hash,
                WorkspaceId = db.WorkspaceId,
                LinkId = link.Id,
            }
        );
        return Convert.ToHexStringLower(secret);
    }
}
