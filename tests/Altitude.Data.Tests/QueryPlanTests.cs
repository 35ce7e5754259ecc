using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Altitude.Domain;
using Altitude.Domain.Appointments;
using Altitude.Domain.Jobs;
using Altitude.Testing;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Data.Tests;

/// <summary>The queries that run on every request use the index that was made for them, with row-level security on.</summary>
public sealed class QueryPlanTests(QueryPlanTests.BusyHouse data) : IClassFixture<QueryPlanTests.BusyHouse>
{
    private Cast Cast => data.Cast;

    /// <summary>Two workspaces with so many rows that a wrong plan would be felt.</summary>
    public sealed class BusyHouse(MigratedCluster server) : WorkspaceFixture(server), IAsyncLifetime
    {
        public Cast Cast { get; private set; } = null!; // InitializeAsync sets it.

        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            Cast = await GatherAsync();
            await ActAsync(
                Cast.Priya,
                async db =>
                {
                    var job = await db.Jobs.SingleAsync(j => j.Id == Cast.Summit.Job);
                    db.Appointments.Add(
                        Appointment.Book(
                            Id<Appointment>.New(),
                            job,
                            "AC repair",
                            new DateTime(2027, 6, 8, 10, 30, 0),
                            TimeSpan.FromHours(1),
                            new TimeWindow(new TimeOnly(10, 30), new TimeOnly(12, 30)),
                            TimeZoneInfo.FindSystemTimeZoneById("America/Denver"),
                            Cast.Dana.StaffId
                        )
                    );
                }
            );
            foreach (
                var (table, changes) in new[]
                {
                    ("portal_sessions", "'id', gen_random_uuid(), 'browser_hash', sha256(int4send(g))"),
                    ("jobs", "'id', gen_random_uuid(), 'number', 'JOB-' || 5000 + g, 'stage', (array['Lead', 'Scheduled', 'Paid'])[g % 3 + 1]"),
                    ("contacts", "'id', gen_random_uuid(), 'email', g || '@example.com'"),
                    ("customer_words", "'word', md5(g::text)"),
                    ("activity", "'id', gen_random_uuid(), 'seq', 1000 + g"),
                    (
                        "appointments",
                        "'id', gen_random_uuid(), 'starts_at', timestamptz '2027-01-01' + g * interval '1 hour', 'ends_at', timestamptz '2027-01-01' + g * interval '1 hour' + interval '1 hour'"
                    ),
                }
            )
            {
                await TamperAsync(
                    $"""
                    insert into tenant.{table} select (jsonb_populate_record(r, jsonb_build_object({changes}))).*
                    from generate_series(1, 5000) g, tenant.{table} r where r.ctid in (select min(ctid) from tenant.{table} group by workspace_id)
                    """
                );
                await PeekAsync($"analyze tenant.{table}");
            }
        }
    }

    [Fact]
    public async Task A_session_is_found_by_its_browser()
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(Cast.Maria.Browser));

        await AssertUsesAsync(
            db => db.PortalSessions.Where(s => s.BrowserHash == hash && s.EndedAt == null),
            "ix_portal_sessions_workspace_id_browser_hash",
            "browser_hash ="
        );
    }

    [Fact]
    public async Task A_job_is_found_by_its_number()
    {
        await AssertUsesAsync(db => db.Jobs.Where(j => j.Number == Cast.Summit.JobNumber), "ix_jobs_workspace_id_number", "number)::text =");
    }

    [Fact]
    public async Task What_was_paid_lately_is_read_in_order()
    {
        await AssertUsesAsync(
            db =>
                db.Jobs.Where(j => j.Stage == JobStage.Paid && j.End == null && j.StagedAt > db.Now.AddDays(-30))
                    .OrderByDescending(j => j.StagedAt)
                    .Take(50),
            "ix_jobs_paid",
            "staged_at >"
        );
    }

    [Fact]
    public async Task The_visits_of_a_week_are_found_by_their_time()
    {
        var monday = new DateTimeOffset(2027, 6, 7, 6, 0, 0, TimeSpan.Zero);

        await AssertUsesAsync(
            db =>
                db.Appointments.Where(a =>
                        a.StartsAt > monday.AddDays(-14)
                        && a.StartsAt < monday.AddDays(7)
                        && a.EndsAt > monday
                        && a.State != AppointmentState.Cancelled
                    )
                    .Take(2_001),
            "ix_appointments_workspace_id_starts_at",
            "starts_at >"
        );
    }

    [Fact]
    public async Task The_feed_reads_on_from_its_position()
    {
        await AssertUsesAsync(db => db.Activity.Where(a => a.Seq > 5).OrderBy(a => a.Seq).Take(500), "pk_activity", "seq >");
    }

    [Fact]
    public async Task A_contact_is_found_by_address()
    {
        await AssertUsesAsync(
            db => db.Contacts.Where(c => c.Email == "maria.delgado@example.com"),
            "ix_contacts_workspace_id_email",
            "email)::text ="
        );
    }

    [Fact]
    public async Task A_customer_is_found_by_the_beginning_of_a_word()
    {
        await AssertUsesAsync(
#pragma warning disable CA1309 // The database compares.
            db => db.CustomerWords.Where(w => string.Compare(w.Word, "delg") >= 0 && string.Compare(w.Word, "delg\U0010FFFF") < 0),
#pragma warning restore CA1309
            "pk_customer_words",
            "word >="
        );
    }

    /// <param name="condition">What the index itself must decide: a policy that cannot be pushed down would leave it to a filter.</param>
    private async Task AssertUsesAsync<T>(Func<WorkspaceDb, IQueryable<T>> query, string index, string condition)
    {
        await using var db = await data.Workspaces.ReadAsync(Cast.Owen, default);
        await using DbCommand command = query(db).CreateDbCommand();
        command.CommandText = "explain " + command.CommandText;
        var plan = new StringBuilder();
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                plan.AppendLine(reader.GetString(0));
            }
        }

        var lines = plan.ToString().Split('\n');
        var fits =
            lines.Any(l => l.Contains($"using {index}", StringComparison.Ordinal) || l.Contains($"on {index}", StringComparison.Ordinal))
            && lines.Any(l =>
                l.Contains("Index Cond: ((workspace_id = ", StringComparison.Ordinal) && l.Contains(condition, StringComparison.Ordinal)
            )
            && !lines.Any(l => l.Contains("Seq Scan", StringComparison.Ordinal) || l.Contains("Sort", StringComparison.Ordinal));
        Assert.True(fits, plan.ToString());
    }
}
