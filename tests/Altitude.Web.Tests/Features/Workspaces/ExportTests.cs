using System.IO.Compression;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Files;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Background;
using Altitude.Web.Email;
using Altitude.Web.Export;
using Altitude.Web.Features.Invoices;
using Altitude.Web.Features.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Altitude.Web.Tests.Features.Workspaces;

/// <summary>An owner takes everything with them, in one file; nobody else does, and nothing in it opens anything.</summary>
public sealed class ExportTests(AppFixture site) : IClassFixture<AppFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_owner_asks_is_written_to_and_fetches_all_that_is_theirs()
    {
        var cast = await site.GatherAsync(Token);
        await NameAsync(cast, "=cmd|' /C calc'!A0");
        await PutFileAsync(cast, "../../etc/passwd.pdf", System.Security.Cryptography.RandomNumberGenerator.GetBytes(2_500_000)); // Of several parts, which no packing makes fewer.
        await PutFileAsync(cast, "CON.pdf");
        await PutFileAsync(cast, "CON.pdf");
        var id = await AskAsync(cast.Owen);
        await ReadyAsync(cast, id);
        await Patiently.HoldsAsync(
            async () =>
                (await site.Service<CapturedMail>().ReadAsync(Token)).Any(m =>
                    m.Workspace == cast.Summit.Slug && m.Links.Any(l => l.EndsWith("/office/export", StringComparison.Ordinal))
                ),
            "the owner was written to"
        );
        using var owen = site.VisitAs(cast.Owen, cast.Summit);
        var page = await owen.GetAsync("/office/export", Token);
        Assert.Contains("Ready", page.Text, StringComparison.Ordinal);

        using var answer = await FetchAsync(owen, page);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.Equal("application/zip", answer.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith(cast.Summit.Slug, answer.Content.Headers.ContentDisposition?.FileName?.Trim('"'), StringComparison.Ordinal);
        var bytes = await answer.Content.ReadAsByteArrayAsync(Token);
        var kept = await ExportAsync(cast, id);
        Assert.Equal((kept.Size, kept.Sha256), (bytes.LongLength, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes))));
        Assert.Equal(
            (long)(bytes.Length + 1_048_575) / 1_048_576,
            await site.PeekAsync("select count(*) from tenant.workspace_export_parts where export_id = $1", id.Value)
        );
        Assert.True(bytes.Length > 2_500_000);
        using var zip = new ZipArchive(new MemoryStream(bytes));
        var names = zip.Entries.Select(e => e.FullName).ToArray();
        Assert.Equal(names.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(names, n => Assert.DoesNotContain(n.Split('/'), part => part.Length == 0 || part.StartsWith('.') || part is ".."));
        Assert.DoesNotContain(names, n => n.Contains('\\', StringComparison.Ordinal));
        Assert.Equal(3, names.Count(n => n.StartsWith("documents/files/", StringComparison.Ordinal)));
        Assert.Contains(names, n => n.EndsWith("/_CON.pdf", StringComparison.Ordinal));
        Assert.Contains("as it stood in ALTITUDE", Text(zip, "README.txt"), StringComparison.Ordinal);
        foreach (var table in names.Where(n => n.StartsWith("data/", StringComparison.Ordinal)))
        {
            using var json = JsonDocument.Parse(Text(zip, table));
            Assert.Equal(JsonValueKind.Array, json.RootElement.ValueKind);
        }

        var customers = Text(zip, "lists/customers.csv");
        Assert.Contains("Maria Delgado", customers, StringComparison.Ordinal);
        Assert.Contains("'=cmd", customers, StringComparison.Ordinal); // A spreadsheet reads it as text.
        Assert.Contains(cast.Summit.EstimateNumber, Text(zip, "lists/estimates.csv"), StringComparison.Ordinal);
        Assert.Contains("Invoice,Customer", Text(zip, "lists/invoices.csv"), StringComparison.Ordinal);
        Assert.Contains("Kind,Instant (UTC)", Text(zip, "lists/payments.csv"), StringComparison.Ordinal);
        var all = Encoding.UTF8.GetString([.. zip.Entries.SelectMany(e => Bytes(zip, e.FullName))]);
        foreach (
            var secret in new[]
            {
                cast.Maria.Browser,
                Convert.ToHexStringLower(Altitude.Web.Security.Secret.HashOf(cast.Maria.Browser)),
                cast.Spark.Id.ToString(),
                "\"secret_key\"",
                "\"browser_hash\"",
            }
        )
        {
            Assert.DoesNotContain(secret, all, StringComparison.OrdinalIgnoreCase);
        }

        var history = await site.ReadAsync(
            cast.Summit.Operator,
            db => db.Activity.Where(a => a.Subject == id.Value).OrderBy(a => a.Seq).Select(a => a.Kind).ToListAsync(Token)
        );
        Assert.Equal(
            ["export.asked", "export.ready", "export.fetched"],
            history.Where(k => k.StartsWith("export.", StringComparison.Ordinal) && k != "export.moved")
        );
    }

    [Fact]
    public async Task Nobody_else_fetches_it_and_after_a_week_nobody_does()
    {
        var cast = await site.GatherAsync(Token);
        var id = await AskAsync(cast.Owen);
        await ReadyAsync(cast, id);
        using var owen = site.VisitAs(cast.Owen, cast.Summit);
        using var ada = site.VisitAs(cast.Ada, cast.Summit);
        using var noor = site.VisitAs(cast.Spark.Owner, cast.Spark);
        using var nobody = site.Visit();
        Assert.Contains("Owners take the company's data away.", (await ada.GetAsync("/office/export", Token)).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(id.ToString(), (await noor.GetAsync("/office/export", Token)).Html, StringComparison.Ordinal);
        var token = (await owen.GetAsync("/office/export", Token)).Find("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;

        foreach (var (who, visitor) in new[] { ("Ada", ada), ("Noor", noor) })
        {
            var own = (await visitor.GetAsync("/office/profile", Token)).Find("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
            using var refused = await PostAsync(visitor, own, id);
            Assert.True(refused.StatusCode == HttpStatusCode.NotFound, $"{who} got {refused.StatusCode}.");
        }

        using var stranger = await PostAsync(nobody, token, id);
        Assert.NotEqual(HttpStatusCode.OK, stranger.StatusCode);
        using var forged = await PostAsync(owen, "nonsense", id);
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        using var fetched = await PostAsync(owen, token, id);
        Assert.Equal(HttpStatusCode.OK, fetched.StatusCode);

        await site.TamperAsync("update tenant.workspace_exports set expires_at = altitude.now() where id = $1", id.Value);
        using var late = await PostAsync(owen, token, id);
        Assert.Equal(HttpStatusCode.NotFound, late.StatusCode);
        Assert.DoesNotContain("Download", (await owen.GetAsync("/office/export", Token)).Text, StringComparison.Ordinal);
        await site.ActAsync(
            new BackgroundTask(cast.Summit.Id, "test"),
            db =>
            {
                db.Queue(OutboxKinds.TidyWorkspace, cast.Summit.Id.Value);
                return Task.CompletedTask;
            },
            Token
        );
        await Patiently.HoldsAsync(
            async () => await site.PeekAsync("select count(*) from tenant.workspace_export_parts where export_id = $1", id.Value) is 0L,
            "its bytes were forgotten"
        );
    }

    [Fact]
    public async Task One_is_made_at_a_time_and_five_a_day_and_by_owners_alone()
    {
        var cast = await site.GatherAsync(Token);
        Assert.Equal(StaffRoles.NotAllowed, await RefusalAsync(() => AskAsync(cast.Ada)));
        for (var made = 0; made < WorkspaceExport.MostInADay; made++)
        {
            await site.ActAsync(
                cast.Owen,
                db =>
                {
                    var export = WorkspaceExport.Ask(
                        Id<WorkspaceExport>.New(),
                        db.WorkspaceId,
                        cast.Owen.StaffId,
                        "Owen Hart",
                        StaffRole.Owner,
                        db.Now
                    );
                    if (made < WorkspaceExport.MostInADay - 1)
                    {
                        export.Finish(1, "", db.Now);
                    }

                    db.Add(export);
                    return Task.CompletedTask;
                },
                Token
            );
        }

        Assert.Equal(ExportRules.UnderWay, await RefusalAsync(() => AskAsync(cast.Owen)));
        await site.TamperAsync(
            "update tenant.workspace_exports set ready_at = altitude.now(), expires_at = altitude.now() where workspace_id = $1",
            cast.Summit.Id.Value
        );
        Assert.Equal(ExportRules.TooMany, await RefusalAsync(() => AskAsync(cast.Owen)));
    }

    [Fact]
    public async Task Two_workers_at_once_and_one_after_end_with_one_file()
    {
        var cast = await site.GatherAsync(Token);
        var id = await site.ActAsync(
            cast.Owen,
            db =>
            {
                var export = WorkspaceExport.Ask(Id<WorkspaceExport>.New(), db.WorkspaceId, cast.Owen.StaffId, "Owen Hart", StaffRole.Owner, db.Now);
                db.Add(export);
                return Task.FromResult(export.Id);
            },
            Token
        );
        var task = new OutboxTask(Guid.NewGuid(), cast.Summit.Id, OutboxKinds.ExportWorkspace, id.Value, IsFollowUp: false);

        // Each of a node of its own.
        var (one, other) = (Worker(), Worker());
        await Task.WhenAll(MakeAsync(one, task), MakeAsync(other, task));
        await MakeAsync(one, task);

        var export = await ExportAsync(cast, id);
        Assert.Equal(
            export.Size,
            Convert.ToInt64(
                await site.PeekAsync("select sum(octet_length(bytes)) from tenant.workspace_export_parts where export_id = $1", id.Value),
                System.Globalization.CultureInfo.InvariantCulture
            )
        );
        Assert.Equal(
            1,
            await site.ReadAsync(cast.Summit.Operator, db => db.Activity.CountAsync(a => a.Subject == id.Value && a.Kind == "export.ready", Token))
        );
    }

    [Fact]
    public async Task A_large_company_is_packed_file_by_file_and_is_never_held_as_a_whole()
    {
        const int Many = 12;
        var cast = await site.GatherAsync(Token);
        for (var n = 0; n < Many; n++)
        {
            await PutFileAsync(cast, $"{n}.pdf", System.Security.Cryptography.RandomNumberGenerator.GetBytes(1_000_000));
        }

        Watched[] sources = [.. site.Service<IEnumerable<IExportedDocuments>>().Select(s => new Watched(s))];
        await using var into = new Outflow();

        await new WorkspaceArchive(site.Service<WorkspaceDbFactory>(), sources).WriteAsync(cast.Summit.Id, into, _ => Task.CompletedTask, Token);

        Assert.True(into.Bytes > Many * 1_000_000, $"Only {into.Bytes} bytes came.");
        Assert.True(sources.Sum(s => s.Seen) >= Many);
        var most = sources.Max(s => s.MostAtOnce);
        Assert.True(most <= 3, $"{most} files were held at once.");
    }

    [Fact]
    public async Task Rows_of_a_list_go_out_while_the_rest_of_them_is_still_to_come()
    {
        var cast = await site.GatherAsync(Token);
        await site.TamperAsync(
            """
            insert into tenant.customers (workspace_id, id, name, created_at, revision)
              select $1, gen_random_uuid(), 'Household ' || n, altitude.now(), 1 from generate_series(1, 20000) n
            """,
            cast.Summit.Id.Value
        );
        await using var db = await site.Workspaces.ReadAsync(new BackgroundTask(cast.Summit.Id, "Export"), Token);
        await using var into = new Outflow((NpgsqlConnection)db.Database.GetDbConnection());

        await ExportCsv.All.Single(l => l.Name == "customers").WriteAsync(db, into, Token);

        Assert.True(into.Bytes > 1_000_000, $"Only {into.Bytes} bytes came.");
        Assert.True(into.Bytes - into.WhileReading < 50_000, $"{into.Bytes - into.WhileReading} of {into.Bytes} bytes came when all rows were read.");
    }

    [Fact]
    public async Task What_a_killed_node_left_is_gone_with_the_next_export_or_start_and_what_another_packs_stays()
    {
        var cast = await site.GatherAsync(Token);
        var left = Left();
        await using (var packing = new FileStream(NewPath(), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose))
        {
            Age(packing.Name); // Another node writes into it for an hour now.
            await ReadyAsync(cast, await AskAsync(cast.Owen));

            Assert.False(File.Exists(left), "What was left is still there after an export.");
            Assert.True(File.Exists(packing.Name), "Another's file was taken away.");
        }

        left = Left();
        await using var node = await RunningApp.StartAsync(site.Database.Connections, site.Cluster.MasterKey, cancellationToken: Token);

        Assert.False(File.Exists(left), "What was left is still there after a start.");
    }

    [Theory]
    [InlineData("report.pdf", "report.pdf")]
    [InlineData("../../etc/passwd", "_.._etc_passwd")]
    [InlineData("a\\b:c*.pdf", "a_b_c_.pdf")]
    [InlineData("nul", "_nul")]
    [InlineData("LPT1.tar.pdf", "_LPT1.tar.pdf")]
    [InlineData(" .. ", "_")]
    [InlineData("", "_")]
    [InlineData("bill\u202Efdp.exe\u0000", "billfdp.exe")]
    [InlineData("Über öl.jpg", "Über öl.jpg")]
    public void A_hostile_name_is_one_harmless_part_of_a_path(string name, string safe) => Assert.Equal(safe, ExportNames.Safe(name));

    [Fact]
    public void A_long_name_keeps_its_ending() => Assert.Equal(120, ExportNames.Safe(new string('n', 400) + ".pdf").Length);

    /// <summary>A file with all that a company has in it, and nobody who will ever close it.</summary>
    private static string Left()
    {
        var path = NewPath();
        File.WriteAllBytes(path, [1, 2, 3]);
        Age(path);
        return path;
    }

    private static string NewPath() => Path.Combine(Path.GetTempPath(), $"altitude-export-{Guid.NewGuid():N}.zip");

    private static void Age(string path) => File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path).AddHours(-1));

    private ExportWorkspace Worker() => ActivatorUtilities.CreateInstance<ExportWorkspace>(site.Running.Services, new ExportTurn());

    private static async Task MakeAsync(ExportWorkspace worker, OutboxTask task)
    {
        while ((await worker.RunAsync(task, Token)).AgainAt is not null)
        {
            await Task.Yield(); // Its turn comes when the other is done.
        }
    }

    private Task<Id<WorkspaceExport>> AskAsync(Staff staff) => site.Service<AskForExport>().RunAsync(staff, RequestKey.New("test"), Token);

    private Task<WorkspaceExport> ExportAsync(Cast cast, Id<WorkspaceExport> id) =>
        site.ReadAsync(cast.Summit.Operator, db => db.WorkspaceExports.SingleAsync(e => e.Id == id, Token), Token);

    private Task ReadyAsync(Cast cast, Id<WorkspaceExport> id) =>
        Patiently.HoldsAsync(async () => (await ExportAsync(cast, id)).ReadyAt is not null, "the export was made");

    private Task NameAsync(Cast cast, string name) =>
        site.ActAsync(
            cast.Owen,
            db =>
            {
                db.Add(Customer.Register(Id<Customer>.New(), db.WorkspaceId, name, db.Now));
                return Task.CompletedTask;
            },
            Token
        );

    /// <summary>Called whatever somebody managed to call it.</summary>
    private async Task PutFileAsync(Cast cast, string name, byte[]? bytes = null)
    {
        var id = Guid.CreateVersion7();
        await site.TamperAsync(
            """
            insert into tenant.stored_files (workspace_id, id, customer_id, job_id, name, kind, size, added_at, added_by_id, added_by_name, is_for_customer, is_from_customer, revision)
              values ($1, $2, $3, $4, $5, 'Pdf', 3, altitude.now(), $6, 'Owen Hart', false, false, 1)
            """,
            cast.Summit.Id.Value,
            id,
            cast.Summit.Customer.Value,
            cast.Summit.Job.Value,
            name,
            cast.Owen.StaffId.Value
        );
        await site.TamperAsync(
            "insert into tenant.file_contents (workspace_id, file_id, bytes) values ($1, $2, $3)",
            cast.Summit.Id.Value,
            id,
            bytes ?? [1, 2, 3]
        );
    }

    private static async Task<HttpResponseMessage> FetchAsync(WebVisitor visitor, Page page) =>
        await PostAsync(
            visitor,
            page.Find("form[action='/office/export/fetch'] input[name=__RequestVerificationToken]")!.GetAttribute("value")!, // The form has one.
            Id<WorkspaceExport>.Parse(page.Find("form[action='/office/export/fetch'] input[name=export]")!.GetAttribute("value")!, null)
        );

    private static Task<HttpResponseMessage> PostAsync(WebVisitor visitor, string token, Id<WorkspaceExport> id) =>
        visitor.Http.PostAsync(
            "/office/export/fetch",
            new FormUrlEncodedContent([new("export", id.ToString()), new("__RequestVerificationToken", token)]),
            Token
        );

    private static byte[] Bytes(ZipArchive zip, string name)
    {
        using var entry = zip.GetEntry(name)!.Open(); // Its own name.
        using var all = new MemoryStream();
        entry.CopyTo(all);
        return all.ToArray();
    }

    private static string Text(ZipArchive zip, string name) => Encoding.UTF8.GetString(Bytes(zip, name));

    private static async Task<string> RefusalAsync(Func<Task> act)
    {
        try
        {
            await act();
            return "";
        }
        catch (RuleViolation refused)
        {
            return refused.Rule;
        }
    }

    /// <summary>Documents of one feature, and how many of them somebody held at the same time.</summary>
    private sealed class Watched(IExportedDocuments documents) : IExportedDocuments
    {
        private readonly List<WeakReference> _seen = [];

        public int Seen => _seen.Count;
        public int MostAtOnce { get; private set; }

        public Task<int> CountAsync(WorkspaceDb db, CancellationToken cancellationToken) => documents.CountAsync(db, cancellationToken);

        public async IAsyncEnumerable<ExportedDocument> ReadAsync(WorkspaceDb db, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var document in documents.ReadAsync(db, cancellationToken))
            {
                _seen.Add(new WeakReference(document.Bytes));
                GC.Collect();
                MostAtOnce = Math.Max(MostAtOnce, _seen.Count(s => s.IsAlive));
                yield return document;
            }
        }
    }
}
