using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Altitude.Data;
using Altitude.Domain.Customers;
using Altitude.Testing;
using Altitude.Web.Features.Conversations;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Features.Jobs;
using Altitude.Web.Tests.Files;
using Microsoft.EntityFrameworkCore;
using SkiaSharp;

namespace Altitude.Web.Tests.Features.Conversations;

/// <summary>The page of messages over HTTP, without a script: writing, files of every kind, refusals that keep what was typed, and who has read.</summary>
public sealed class PortalMessagesTests(AppFixture site) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task A_message_with_a_photo_is_kept_and_shown_once()
    {
        var cast = await site.GatherAsync();
        using var maria = site.VisitAs(cast.Maria);
        var path = $"/portal/{cast.Summit.Slug}/messages?job={cast.Summit.JobNumber}";

        using var sent = await PostAsync(maria, path, "It hums <b>again</b>", ("unit.png", Samples.Picture(20, 10, SKEncodedImageFormat.Png)));

        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
        var page = await maria.GetAsync(path);
        Assert.Equal("It hums <b>again</b>", page.Find(".said.mine .text")?.TextContent);
        var picture = page.Find(".said.mine img")?.GetAttribute("src");
        Assert.Equal(HttpStatusCode.OK, (await maria.GetAsync(picture!)).Status); // There is one.
        var job = await maria.GetAsync($"/portal/{cast.Summit.Slug}/jobs/{cast.Summit.JobNumber}");
        Assert.Contains("It hums <b>again</b>", job.Text, StringComparison.Ordinal);
        Assert.True(job.Has("Send message"));
        using var noor = site.VisitAs(cast.Spark.Owner, cast.Spark);
        Assert.Equal(HttpStatusCode.NotFound, (await noor.GetAsync(picture!)).Status);
    }

    [Fact]
    public async Task What_was_said_about_an_estimate_stands_in_its_order_and_only_where_its_job_is_talked_about()
    {
        var cast = await site.GatherAsync();
        var send = new SendMessage(site.Workspaces);
        await send.RunAsync(cast.Maria.Actor, cast.Summit.JobNumber, "Before", [], RequestKey.New("t"), default);
        await site.Clock.AdvanceAsync(TimeSpan.FromMinutes(1));
        await new RequestChanges(site.Workspaces).RunAsync(
            cast.Maria.Actor,
            cast.Summit.EstimateNumber,
            "Without the refrigerant?",
            RequestKey.New("t"),
            default
        );
        await site.Clock.AdvanceAsync(TimeSpan.FromMinutes(1));
        await send.RunAsync(cast.Maria.Actor, cast.Summit.JobNumber, "After", [], RequestKey.New("t"), default);
        await send.RunAsync(cast.Maria.Actor, null, "In general", [], RequestKey.New("t"), default);
        using var maria = site.VisitAs(cast.Maria);

        var page = await maria.GetAsync($"/portal/{cast.Summit.Slug}/messages?job={cast.Summit.JobNumber}");

        Assert.Equal(["Before", "note", "After"], page.Document.QuerySelectorAll(".thread > li:not(.thread-day)").Select(Said));
        var note = page.Find(".thread-note a")!; // It stands there.
        Assert.Equal($"/portal/{cast.Summit.Slug}/estimates/{cast.Summit.EstimateNumber}", note.GetAttribute("href"));
        Assert.Contains(cast.Summit.EstimateNumber, note.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Without the refrigerant?", page.Text, StringComparison.Ordinal); // Its words stand with the estimate.
        Assert.Null((await maria.GetAsync($"/portal/{cast.Summit.Slug}/messages")).Find(".thread-note"));
        var office = (await new JobPageQuery(site.Workspaces).RunAsync(cast.Priya, cast.Summit.JobNumber, default))!.Talk.Thread.InOrder();
        Assert.Equal(["Before", null, "After"], office.Select(i => i.Message?.Text));

        static string Said(AngleSharp.Dom.IElement line) =>
            line.ClassList.Contains("thread-note") ? "note" : line.QuerySelector(".text")!.TextContent; // A message here has words.
    }

    [Fact]
    public async Task The_menu_counts_what_is_unread_until_somebody_has_looked()
    {
        var cast = await site.GatherAsync();
        await new WriteToCustomer(site.Workspaces).RunAsync(cast.Priya, cast.Summit.Customer, null, "Hello Maria", [], RequestKey.New("t"), default);
        using var maria = site.VisitAs(cast.Maria);
        var path = $"/portal/{cast.Summit.Slug}/messages";

        Assert.Equal("Messages1", (await maria.GetAsync($"/portal/{cast.Summit.Slug}")).Find("#menu a[href$='/messages']")?.TextContent);
        var page = await maria.GetAsync(path);
        await maria.GetAsync(path); // Fetching is no look.
        Assert.Equal("Messages1", page.Find("#menu a[href$='/messages']")?.TextContent);
        Assert.Equal(HttpStatusCode.SeeOther, (await maria.SendAsync(page, "form[data-viewed]")).Status);

        page = await maria.GetAsync(path);
        Assert.Equal("Messages", page.Find("#menu a[href$='/messages']")?.TextContent);
        Assert.Null(page.Find("form[data-viewed]"));
    }

    [Theory]
    [InlineData("page.png", "cannot be kept")]
    [InlineData("picture.svg", "cannot be kept")]
    [InlineData("empty.jpg", "is empty")]
    [InlineData("bomb.png", "too many pixels")]
    [InlineData("big.zip", "cannot be kept")]
    [InlineData("big.jpg", "at most 10 MB")]
    [InlineData("cut.pdf", "not whole")]
    public async Task A_file_that_cannot_be_kept_is_said_beside_its_field_and_the_text_stays(string name, string said)
    {
        var cast = await site.GatherAsync();
        using var maria = site.VisitAs(cast.Maria);
        var bytes = name switch
        {
            "page.png" => Samples.Page,
            "picture.svg" => "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray(),
            "empty.jpg" => [],
            "bomb.png" => Samples.Claiming(30_000, 30_000),
            "big.zip" => Samples.ZipBomb(),
            "big.jpg" => new byte[Altitude.Domain.Files.StoredFile.MostBytes + 1],
            _ => "%PDF-1.7 and no more"u8.ToArray(),
        };

        using var answer = await PostAsync(maria, $"/portal/{cast.Summit.Slug}/messages", "Keep <these> words", (name, bytes));

        var html = await answer.Content.ReadAsStringAsync();
        var page = new Page("", answer.StatusCode, null, new Dictionary<string, string>(), html);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains(said, page.Find("#files-general-error")?.TextContent, StringComparison.Ordinal);
        Assert.Equal("Keep <these> words", page.Find("#message-general")?.TextContent);
        Assert.Equal(0, await site.ReadAsync(cast.Owen, db => db.Messages.CountAsync()));
    }

    [Fact]
    public async Task Six_files_are_too_many()
    {
        var cast = await site.GatherAsync();
        using var maria = site.VisitAs(cast.Maria);

        using var answer = await PostAsync(
            maria,
            $"/portal/{cast.Summit.Slug}/messages",
            "Six",
            [.. Enumerable.Range(1, 6).Select(n => ($"{n}.pdf", Samples.Pdf))]
        );

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("at most 5 files", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"Message.Text\"\r\n\r\nno end")]
    [InlineData("multipart/form-data", "--x--")]
    [InlineData("multipart/form-data; boundary=\"\"", "")]
    [InlineData(
        "multipart/form-data; boundary=x",
        "--x\r\nContent-Disposition: form-data; name=\"Message.Files\"; filename=\"\\ud800\0.jpg\"\r\n\r\nx\r\n--x--\r\n"
    )]
    [InlineData("multipart/form-data; boundary=x", "--x\r\n: \r\n\r\n--x--")]
    [InlineData("application/x-www-form-urlencoded", "_handler=send&Message.Text=%ff%00")]
    [InlineData("application/json", "{}")]
    public async Task A_malformed_post_is_answered_and_never_a_fault(string type, string body)
    {
        var cast = await site.GatherAsync();
        using var maria = site.VisitAs(cast.Maria);
        using var content = new ByteArrayContent(Encoding.Latin1.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        using var answer = await maria.Http.PostAsync(new Uri(site.Url, $"/portal/{cast.Summit.Slug}/messages"), content);

        Assert.InRange((int)answer.StatusCode, 400, 499);
        Assert.Equal(0, await site.ReadAsync(cast.Owen, db => db.Messages.CountAsync()));
    }

    [Fact]
    public async Task Whoever_was_signed_out_meanwhile_keeps_what_they_typed()
    {
        var cast = await site.GatherAsync();
        using var maria = site.VisitAs(cast.Maria);
        var path = $"/portal/{cast.Summit.Slug}/messages";
        var page = await maria.GetAsync(path);
        await site.ActAsync(
            cast.Summit.Sweep,
            async db => (await db.PortalSessions.SingleAsync(s => s.Id == cast.Maria.Actor.Session)).End(db.Now, "Maria")
        );

        using var answer = await PostAsync(maria, path, "Half an hour of typing", page);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("Half an hour of typing", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> PostAsync(WebVisitor who, string path, string text, params (string Name, byte[] Bytes)[] files) =>
        await PostAsync(who, path, text, await who.GetAsync(path), files);

    private async Task<HttpResponseMessage> PostAsync(WebVisitor who, string path, string text, Page page, params (string Name, byte[] Bytes)[] files)
    {
        var form = page.Find("form.write")!; // It is on the page.
        using var content = new MultipartFormDataContent();
        foreach (var field in form.QuerySelectorAll("input[type=hidden]"))
        {
            content.Add(new StringContent(field.GetAttribute("value") ?? ""), field.GetAttribute("name")!); // Hidden fields have names.
        }

        content.Add(new StringContent(text), "Message.Text");
        foreach (var (name, bytes) in files)
        {
            var part = new ByteArrayContent(bytes);
            part.Headers.ContentType = new MediaTypeHeaderValue("image/png");
            content.Add(part, "Message.Files", name);
        }

        return await who.Http.PostAsync(new Uri(site.Url, path), content);
    }
}
