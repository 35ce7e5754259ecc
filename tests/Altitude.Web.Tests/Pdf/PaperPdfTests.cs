using System.Text;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Pdf;

namespace Altitude.Web.Tests.Pdf;

/// <summary>Documents are set whole, whatever stands in them, and can be read back as text.</summary>
public sealed class PaperPdfTests
{
    [Fact]
    public void What_it_says_can_be_read_back()
    {
        var pdf = Write(Some());

        var texts = PdfText.Of(pdf);

        Assert.Equal(1, PdfText.Pages(pdf));
        Assert.Contains("Invoice INV-2044", texts);
        Assert.Contains("Résumé Ελληνικά Кириллица", texts);
        Assert.Contains("$1,083.20", texts);
        Assert.Contains("Page 1 of 1", texts);
        var raw = Encoding.Latin1.GetString(pdf);
        Assert.StartsWith("%PDF-", raw, StringComparison.Ordinal);
        Assert.Contains("https://portal.example.com/portal/summit-air/invoices/INV-2044", raw, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_tables_and_texts_go_on_over_pages_with_their_headings()
    {
        var lines = Enumerable
            .Range(1, 200)
            .Select(n => new PaperLine($"Line {n} {string.Join(' ', Enumerable.Repeat("capacitor", n % 60))}", "", "1", "$1.00", "$1.00"));
        var pdf = Write(
            Some() with
            {
                Lines = [.. lines],
                Texts = [new PaperText("Terms", string.Join('\n', Enumerable.Range(1, 300).Select(n => $"Term {n}")))],
            }
        );

        var (texts, pages) = (PdfText.Of(pdf), PdfText.Pages(pdf));

        Assert.InRange(pages, 10, 40);
        Assert.Contains($"Page {pages} of {pages}", texts);
        Assert.Contains(texts, t => t.StartsWith("Line 200 ", StringComparison.Ordinal));
        Assert.Contains("Term 300", texts);
        Assert.True(texts.Count(t => t == "Quantity") > 5); // The table's head stands on each of its pages.
    }

    [Theory]
    [InlineData("\0\u0007\u001b[31m\u202e\u2028")]
    [InlineData("\ud83d")] // Half a letter.
    [InlineData("👩‍👩‍👧‍👦 שלום مرحبا 你好")]
    [InlineData(
        "DonaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftDonaudampfschifffahrtselektrizitätenhauptbetriebswerk"
    )]
    [InlineData("")]
    [InlineData(") Tj ET endstream endobj %%EOF")]
    public void Whatever_somebody_typed_is_text(string typed)
    {
        var paper = Some() with
        {
            Company = typed,
            Heading = typed,
            Receiver = [typed],
            Intro = typed,
            Lines = [new PaperLine(typed, typed, typed, typed, typed)],
            Texts = [new PaperText(typed, typed)],
        };

        var pdf = Write(paper);

        Assert.InRange(PdfText.Pages(pdf), 1, 2);
        Assert.Contains("Page 1 of 1", PdfText.Of(pdf));
    }

    [Fact]
    public void Words_as_long_as_a_text_may_be_are_broken_to_fit()
    {
        var pdf = Write(Some() with { Texts = [new PaperText("Terms", new string('w', 10_000))] });

        Assert.Equal(10_000, PdfText.Of(pdf).Where(t => t.Length > 0 && t.All(c => c == 'w')).Sum(t => t.Length));
    }

    private static byte[] Write(Paper paper)
    {
        using var pdf = new PaperPdf();
        return pdf.Write(paper);
    }

    private static Paper Some() =>
        new(
            "INV-2044",
            "en-US",
            BrandColor.Parse("#0B5FA5"),
            "Summit Air Heating & Cooling",
            ["2200 Market St, Denver CO 80205", "+1 303 555 0100"],
            "Invoice INV-2044",
            "Open",
            "Billed to",
            ["Delgado household"],
            [new PaperFact("Issued", "Tue, June 8, 2027"), new PaperFact("Due", "Tue, June 22, 2027")],
            "Résumé Ελληνικά Кириллица",
            ["Item", "Quantity", "Price", "Amount"],
            [new PaperLine("Capacitor 45/5 uF", "$5.00 taken off", "1", "$189.00", "$184.00")],
            [new PaperSum("Subtotal", "$1,019.50"), new PaperSum("Total", "$1,083.20", IsStrong: true)],
            [new PaperText("Terms", "Work is warranted for one year.")],
            new PaperLink("See it online", "https://portal.example.com/portal/summit-air/invoices/INV-2044"),
            (page, of) => $"Page {page} of {of}",
            IsLetter: true,
            new DateTimeOffset(2027, 6, 8, 18, 5, 0, TimeSpan.Zero)
        );
}
