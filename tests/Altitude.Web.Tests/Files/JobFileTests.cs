using System.Net;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Files;
using Altitude.Domain.Jobs;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Files;
using Microsoft.EntityFrameworkCore;
using SkiaSharp;

namespace Altitude.Web.Tests.Files;

/// <summary>Files of a job: kept by staff, shown to whom they are for, taken away and brought back.</summary>
public sealed class JobFileTests(AppFixture site) : IClassFixture<AppFixture>
{
    private AddFile Add => new(site.Workspaces);
    private RemoveFile Remove => new(site.Workspaces);
    private RestoreFile Restore => new(site.Workspaces);

    [Fact]
    public async Task A_photo_is_shown_to_staff_and_the_customer_with_safe_headers()
    {
        var cast = await site.GatherAsync();
        var id = await AddAsync(
            cast,
            "C:\\fakepath\\type plate \u202Egpj.html",
            Samples.Picture(800, 600, SKEncodedImageFormat.Png),
            forCustomer: true
        );

        using var priya = site.VisitAs(cast.Priya, cast.Summit);
        using var maria = site.VisitAs(cast.Maria);
        foreach (var who in new[] { priya, maria })
        {
            var file = await who.GetAsync($"/files/{id}");
            Assert.Equal((HttpStatusCode.OK, "image/jpeg"), (file.Status, file.Headers["Content-Type"]));
            Assert.Equal("inline; filename=\"type plate gpj.jpg\"", file.Headers["Content-Disposition"]);
            Assert.Equal("nosniff", file.Headers["X-Content-Type-Options"]);
            Assert.Equal("no-store", file.Headers["Cache-Control"]);
            Assert.Equal("default-src 'none'; sandbox; frame-ancestors 'none'", file.Headers["Content-Security-Policy"]);
            var small = await who.Http.GetByteArrayAsync(new Uri(site.Url, $"/files/{id}?size=small"));
            using var picture = SKBitmap.Decode(small);
            Assert.Equal((360, 270), (picture.Width, picture.Height));
        }
    }

    [Fact]
    public async Task A_pdf_is_saved_and_never_shown_in_the_browser()
    {
        var cast = await site.GatherAsync();
        var id = await AddAsync(cast, "Garantie für Åse.pdf", Samples.Pdf, forCustomer: true);
        using var maria = site.VisitAs(cast.Maria);

        var file = await maria.GetAsync($"/files/{id}");

        Assert.Equal((HttpStatusCode.OK, "application/pdf"), (file.Status, file.Headers["Content-Type"]));
        Assert.StartsWith("attachment; filename=", file.Headers["Content-Disposition"], StringComparison.Ordinal);
        Assert.Contains("filename*=UTF-8''Garantie%20f%C3%BCr%20%C3%85se.pdf", file.Headers["Content-Disposition"], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await maria.GetAsync($"/files/{id}?size=small")).Status);
    }

    [Fact]
    public async Task What_the_company_keeps_to_itself_is_not_there_for_customers()
    {
        var cast = await site.GatherAsync();
        var (own, shown) = (
            await AddAsync(cast, "a.pdf", Samples.Pdf, forCustomer: false),
            await AddAsync(cast, "b.pdf", Samples.Pdf, forCustomer: true)
        );
        using var maria = site.VisitAs(cast.Maria);
        using var books = site.VisitAs(cast.Books);
        using var noor = site.VisitAs(cast.Spark.Owner, cast.Spark);
        using var nobody = site.Visit();

        Assert.Equal(HttpStatusCode.OK, (await maria.GetAsync($"/files/{shown}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await maria.GetAsync($"/files/{own}")).Status);
        foreach (var other in new[] { books, noor, nobody }) // Books pays invoices: the work is not theirs to see.
        {
            Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/files/{shown}")).Status);
        }

        var job = await site.ReadAsync(cast.Owen, db => db.Jobs.Select(j => j.Id).SingleAsync());
        Assert.Equal(
            [shown],
            await site.ReadAsync(cast.Owen, async db => (await FileView.OfJobAsync(db, job, forCustomer: true, default)).Select(f => f.Id).ToArray())
        );
        Assert.Equal(2, await site.ReadAsync(cast.Owen, async db => (await FileView.OfJobAsync(db, job, forCustomer: false, default)).Count));
    }

    [Fact]
    public async Task The_files_workspace_picks_the_session_that_must_allow_it()
    {
        var cast = await site.GatherAsync();
        var id = await AddAsync(cast, "a.pdf", Samples.Pdf, forCustomer: true);
        using var maria = site.VisitAs(cast.Maria);
        Assert.Equal(HttpStatusCode.OK, (await maria.GetAsync($"/files/{id}")).Status);

        await site.ActAsync(
            cast.Summit.Sweep,
            async db => (await db.PortalSessions.SingleAsync(s => s.Id == cast.Maria.Actor.Session)).End(db.Now, "Maria")
        );

        Assert.Equal(HttpStatusCode.NotFound, (await maria.GetAsync($"/files/{id}")).Status);
    }

    [Fact]
    public async Task The_same_press_twice_keeps_one_file()
    {
        var cast = await site.GatherAsync();
        var key = RequestKey.New("add-file");
        SentFile sent = new("a.pdf", () => new MemoryStream(Samples.Pdf));

        var first = await Add.RunAsync(cast.Dana, cast.Summit.JobNumber, sent, true, key, default);
        var second = await Add.RunAsync(cast.Dana, cast.Summit.JobNumber, sent, true, key, default);

        Assert.Equal(first, second);
        Assert.Equal(1, await site.ReadAsync(cast.Owen, db => db.StoredFiles.CountAsync()));
        Assert.Equal(
            ["file.added"],
            await site.ReadAsync(cast.Owen, db => db.Activity.Where(a => a.Subject == first.Value).Select(a => a.Kind).ToArrayAsync())
        );
    }

    [Fact]
    public async Task Whoever_added_a_file_removes_it_and_brings_it_back()
    {
        var cast = await site.GatherAsync();
        var danas = await Add.RunAsync(
            cast.Dana,
            cast.Summit.JobNumber,
            new("a.pdf", () => new MemoryStream(Samples.Pdf)),
            true,
            RequestKey.New("t"),
            default
        );
        var priyas = await AddAsync(cast, "b.pdf", Samples.Pdf, forCustomer: true);
        using var maria = site.VisitAs(cast.Maria);

        Assert.Equal(
            FileRules.NotYours,
            (await Assert.ThrowsAsync<RuleViolation>(() => Remove.RunAsync(cast.Dana, priyas, RequestKey.New("t"), default))).Rule
        );
        await Remove.RunAsync(cast.Dana, danas, RequestKey.New("t"), default);
        Assert.Equal(HttpStatusCode.NotFound, (await maria.GetAsync($"/files/{danas}")).Status);
        await Restore.RunAsync(cast.Dana, danas, RequestKey.New("t"), default);
        Assert.Equal(HttpStatusCode.OK, (await maria.GetAsync($"/files/{danas}")).Status);
    }

    [Fact]
    public async Task A_job_that_does_not_exist_has_no_files()
    {
        var cast = await site.GatherAsync();

        var refused = await Assert.ThrowsAsync<RuleViolation>(() =>
            Add.RunAsync(cast.Dana, "JOB-99999", new("a.pdf", () => new MemoryStream(Samples.Pdf)), true, RequestKey.New("t"), default)
        );

        Assert.Equal(JobRules.Missing, refused.Rule);
    }

    private Task<Id<StoredFile>> AddAsync(Cast cast, string name, byte[] bytes, bool forCustomer) =>
        Add.RunAsync(cast.Priya, cast.Summit.JobNumber, new SentFile(name, () => new MemoryStream(bytes)), forCustomer, RequestKey.New("t"), default);
}
