using System.Net;
using Altitude.Testing;

namespace Altitude.Web.Tests.Features.Invoices;

/// <summary>An invoice's document, for whoever may see the invoice, with headers that keep it a file.</summary>
public sealed class InvoicePdfTests(AppFixture app) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task It_says_what_the_page_says_to_customer_and_office()
    {
        var cast = await app.ApprovedAsync();
        await Billing.PayAsync(app.Workspaces, cast.Priya, 32_496);
        using var maria = app.VisitAs(cast.Maria);

        using var answer = await maria.Http.GetAsync($"portal/{cast.Summit.Slug}/invoices/INV-2044.pdf");
        var texts = PdfText.Of(await answer.Content.ReadAsByteArrayAsync());

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/pdf", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("attachment; filename=INV-2044.pdf", answer.Content.Headers.ContentDisposition?.ToString());
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("sandbox", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        foreach (
            var said in (string[])
                [
                    "Invoice INV-2044",
                    "Partially paid",
                    "Delgado household",
                    "Capacitor 45/5 uF",
                    "Paid by cheque, Tue, June 8, 2027",
                    "Still due",
                    "$758.24",
                ]
        )
        {
            Assert.Contains(said, texts);
        }

        using var dana = app.VisitAs(cast.Dana, cast.Summit);
        using var own = await dana.Http.GetAsync("office/invoices/INV-2044.pdf");
        Assert.Equal(texts, PdfText.Of(await own.Content.ReadAsByteArrayAsync()));
    }

    [Fact]
    public async Task It_is_not_there_for_whoever_may_not_see_the_invoice()
    {
        var cast = await app.ApprovedAsync();
        var path = $"portal/{cast.Summit.Slug}/invoices/INV-2044.pdf";
        using var luis = app.VisitAs(cast.Luis);
        using var books = app.VisitAs(cast.Books);
        using var nobody = new WebVisitor(app.Url);

        Assert.Equal(HttpStatusCode.NotFound, (await luis.Http.GetAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await books.Http.GetAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await books.Http.GetAsync(path.Replace("2044", "2045", StringComparison.Ordinal))).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await nobody.Http.GetAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await nobody.Http.GetAsync("office/invoices/INV-2044.pdf")).StatusCode);
        using var nora = app.VisitAs(cast.Spark.Owner, cast.Spark);
        Assert.Equal(HttpStatusCode.NotFound, (await nora.Http.GetAsync("office/invoices/INV-2044.pdf")).StatusCode);
    }
}
