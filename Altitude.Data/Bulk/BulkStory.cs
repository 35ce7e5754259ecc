using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Altitude.Data.Demo;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Altitude.Data.Bulk;

/// <summary>How much to generate, over all workspaces together.</summary>
/// <param name="Seed">Equal seeds give equal rows; only ids of workspaces, staff, and secrets differ.</param>
public sealed record BulkSize(int Workspaces, int Customers, int Jobs, int Seed)
{
    /// <exception cref="RuleViolation">Something in it cannot be.</exception>
    public void RequireSensible() =>
        RuleViolation.Unless(
            Workspaces is >= 1 and <= 10_000 && Customers >= Workspaces && Jobs >= Workspaces && Customers <= 10_000_000 && Jobs <= 10_000_000,
            "generate.size",
            "Give at least one workspace, and each at least one customer and one job; at most 10,000 workspaces and 10,000,000 of the others."
        );
}

/// <summary>What was generated.</summary>
/// <param name="Rows">By table, over all workspaces.</param>
public sealed record BulkReport(IReadOnlyDictionary<string, long> Rows, double Seconds, IReadOnlyList<BulkAccess> Workspaces);

/// <summary>The ways into one generated workspace.</summary>
/// <param name="SetupLink">Opens <paramref name="Estimate"/>, which waits for its customer's answer.</param>
public sealed record BulkAccess(string Workspace, string Email, string Password, string Estimate, string SetupLink);

/// <summary>Companies with very many rows, for measuring. Told again with the same seed, the earlier ones are closed and give up their addresses.</summary>
/// <param name="owner">As the owner, whose history keeps its dates.</param>
/// <param name="mint">The program's own way to mint a link's secret.</param>
public sealed class BulkStory(NpgsqlDataSource owner, ICommitListener listener, MintLinkSecret mint)
{
    private readonly WorkspaceDbFactory _workspaces = new(owner, listener, FollowUps.None);

    /// <param name="publicUrl">Where people reach the program; links begin with it.</param>
    public async Task<BulkReport> TellAsync(BulkSize size, Uri publicUrl, CancellationToken cancellationToken)
    {
        size.RequireSensible();
        var began = Stopwatch.GetTimestamp();
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        var names = Enumerable.Range(1, size.Workspaces).Select(n => FormattableString.Invariant($"bulk-{size.Seed}-{n}")).ToArray();
        var signIns = await DemoSignIns.EnsureAsync(owner, [.. names.Select(EmailOf)], cancellationToken, password);
        SortedDictionary<string, long> rows = new(StringComparer.Ordinal);
        List<BulkAccess> access = [];
        for (var i = 0; i < names.Length; i++)
        {
            var (name, id) = (names[i], Id<Workspace>.New());
            var (customers, jobs) = (Share(size.Customers, i, size.Workspaces), Share(size.Jobs, i, size.Workspaces));
            await _workspaces.FoundAsync(
                new Operator(id),
                name,
                async db =>
                {
                    var (told, estimate, link) = await FoundAsync(
                        db,
                        name,
                        signIns[EmailOf(name)],
                        size.Seed + i,
                        customers,
                        jobs,
                        cancellationToken
                    );
                    access.Add(new BulkAccess(name, EmailOf(name), password, estimate, $"{publicUrl.ToString().TrimEnd('/')}/start/{link}"));
                    foreach (var (table, count) in told)
                    {
                        rows[table] = rows.GetValueOrDefault(table) + count;
                    }
                },
                cancellationToken
            );
        }

        await VacuumAsync(cancellationToken);
        return new BulkReport(rows, Math.Round(Stopwatch.GetElapsedTime(began).TotalSeconds, 1), access);
    }

    private async Task<(IReadOnlyDictionary<string, long> Rows, string Estimate, string Link)> FoundAsync(
        WorkspaceDb db,
        string slug,
        Guid signIn,
        int seed,
        int customers,
        int jobs,
        CancellationToken cancellationToken
    )
    {
        var workspace = Workspace.Found(db.WorkspaceId, slug, $"Bulk {slug}", "America/Denver", Currency.Of("USD"), "en-US");
        var tax = new TaxRate("Denver sales tax", 8.81m);
        workspace.Describe(new CompanyDetails("+1 303 555 0100", $"hello@{slug}.example", "2500 Larimer St, Denver CO 80205"), [tax]);
        db.Add(workspace);
        var person = new DemoStaff("Pat Owens", EmailOf(slug), "", StaffRole.Owner);
        await db.FlushAsync(cancellationToken); // All others point to it.
        var technician = DemoSignIns.Seat(db, workspace, person, signIn);
        await db.FlushAsync(cancellationToken);
        var history = new BulkHistory(db, workspace, technician, seed);
        var (contact, estimate) = await history.TellAsync(customers, jobs, cancellationToken);

        var link = SetupLink.Issue(
            Id<SetupLink>.New(),
            contact,
            $"/portal/{slug}/estimates/{estimate}",
            db.Now,
            TimeSpan.FromHours(workspace.Portal.SetupLinkHours)
        );
        db.Add(link);
        return (history.Written, estimate, mint(db, link, LinkChannel.Shown));
    }

    /// <summary>
    /// Leaves the tables as those of a company that grew over years: the planner knows what came, and indexes answer by themselves. Else the server would do it in the
    /// background, beside whoever measures.
    /// </summary>
    private async Task VacuumAsync(CancellationToken cancellationToken)
    {
        List<string> tables = [];
        await using (var list = owner.CreateCommand("select quote_ident(tablename) from pg_tables where schemaname = 'tenant' order by tablename"))
        await using (var reader = await list.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                tables.Add(reader.GetString(0));
            }
        }

        foreach (var table in tables)
        {
            await using var vacuum = owner.CreateCommand($"vacuum (analyze) {Schemas.Tenant}.{table}"); // A name of our own schema.
            vacuum.CommandTimeout = 0;
            await vacuum.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static string EmailOf(string slug) => $"pat@{slug}.example";

    private static int Share(int all, int of, int parts) => all / parts + (of < all % parts ? 1 : 0);
}
