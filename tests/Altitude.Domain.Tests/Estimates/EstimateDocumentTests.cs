using System.Globalization;
using System.Text.Json;
using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;
using CsCheck;

namespace Altitude.Domain.Tests.Estimates;

public sealed class EstimateDocumentTests
{
    private static readonly DateTimeOffset SentAt = new(2027, 6, 8, 18, 5, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset ExpiresAt = new(2027, 6, 23, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Equal_content_has_equal_bytes() =>
        EstimateTotalsTests.Contents.Sample(content =>
        {
            // Numbers that are equal but written with more zeros, and another list with the same lines.
            var again = content with
            {
                Lines =
                [
                    .. content.Lines.Select(l =>
                        l with
                        {
                            Quantity = l.Quantity * 1.000m,
                            Discount = l.Discount with { Percent = l.Discount.Percent * 1.0000m },
                        }
                    ),
                ],
                Tax = content.Tax is { } tax ? tax with { Percent = tax.Percent * 1.00m } : null,
            };
            return content.SameAs(again) && Written(content) == Written(again);
        });

    [Fact]
    public void Other_content_has_other_bytes() =>
        Gen.Select(EstimateTotalsTests.Contents, EstimateTotalsTests.Contents)
            .Sample((one, other) => one.SameAs(other) == (Written(one) == Written(other)));

    [Fact]
    public void Whatever_is_changed_shows_in_the_hash()
    {
        var content = Summit.AcRepairContent();
        LineItem[] Lines(Func<LineItem, LineItem> change) => [change(content.Lines[0]), .. content.Lines.Skip(1)];
        EstimateContent[] changed =
        [
            content with
            {
                Title = "AC repairs",
            },
            content with
            {
                Currency = new Currency("CAD"),
            },
            content with
            {
                Lines = Lines(l => l with { Key = "other" }),
            },
            content with
            {
                Lines = Lines(l => l with { Description = "Other" }),
            },
            content with
            {
                Lines = Lines(l => l with { Quantity = 1.001m }),
            },
            content with
            {
                Lines = Lines(l => l with { Unit = "h" }),
            },
            content with
            {
                Lines = Lines(l => l with { UnitPrice = l.UnitPrice + 1 }),
            },
            content with
            {
                Lines = Lines(l => l with { IsTaxed = true }),
            },
            content with
            {
                Lines = Lines(l => l with { Discount = Discount.OfAmount(5_001) }),
            },
            content with
            {
                Lines = Lines(l => l with { Discount = Discount.OfPercent(5) }),
            },
            content with
            {
                Lines = Lines(l => l with { IsOptional = true }),
            },
            content with
            {
                Lines = [.. content.Lines.Reverse()],
            },
            content with
            {
                Discount = Discount.OfPercent(0.0001m),
            },
            content with
            {
                Discount = Discount.OfAmount(1),
            },
            content with
            {
                Tax = null,
            },
            content with
            {
                Tax = new TaxRate("Denver sales tax", 8.8101m),
            },
            content with
            {
                Tax = new TaxRate("Sales tax", 8.81m),
            },
            content with
            {
                Deposit = DepositTerms.OfPercent(31),
            },
            content with
            {
                Deposit = DepositTerms.OfAmount(1),
            },
            content with
            {
                ValidThrough = new DateOnly(2027, 6, 23),
            },
            content with
            {
                Terms = "",
            },
            content with
            {
                Notes = "Bring a ladder.",
            },
        ];

        var hashes = changed.Append(content).Select(c => DocumentHash.Of(Written(c)));

        Assert.Equal(changed.Length + 1, hashes.Distinct().Count());
        Assert.NotEqual(Written(content), EstimateDocument.OfVersion("EST-1001", 2, content, SentAt, ExpiresAt));
        Assert.NotEqual(Written(content), EstimateDocument.OfVersion("EST-1002", 1, content, SentAt, ExpiresAt));
        Assert.NotEqual(Written(content), EstimateDocument.OfVersion("EST-1001", 1, content, SentAt, ExpiresAt.AddMicroseconds(1)));
        Assert.NotEqual(Written(content), EstimateDocument.OfVersion("EST-1001", 1, content, SentAt.AddMicroseconds(-1), ExpiresAt));
    }

    [Fact]
    public void It_reads_the_same_in_every_culture_and_offset()
    {
        var before = CultureInfo.CurrentCulture;
        var here = Written(Summit.AcRepairContent());
        CultureInfo.CurrentCulture = new CultureInfo("ar-SA");
        try
        {
            Assert.Equal(here, Written(Summit.AcRepairContent()));
            Assert.Equal(
                here,
                EstimateDocument.OfVersion("EST-1001", 1, Summit.AcRepairContent(), SentAt, ExpiresAt.ToOffset(TimeSpan.FromHours(-6)))
            );
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void It_is_json_that_says_what_was_offered()
    {
        using var read = JsonDocument.Parse(Written(Summit.AcRepairContent()));
        var root = read.RootElement;

        Assert.Equal("altitude.estimate/2", root.GetProperty("document").GetString());
        Assert.Equal("1.5", root.GetProperty("lines")[3].GetProperty("quantity").GetString());
        Assert.Equal(18_900, root.GetProperty("lines")[1].GetProperty("unitPrice").GetInt64());
        Assert.Equal("8.81", root.GetProperty("taxPercent").GetString());
        Assert.Equal("2027-06-22", root.GetProperty("validThrough").GetString());
        Assert.Equal("2027-06-08T18:05:00.000000Z", root.GetProperty("sentAt").GetString());
        Assert.Equal("2027-06-23T06:00:00.000000Z", root.GetProperty("expiresAt").GetString());
    }

    [Fact]
    public void Its_bytes_are_fixed_for_ever()
    {
        // A changed digit here means that approvals of the past would no longer verify: begin altitude.estimate/3 instead.
        var content = Summit.AcRepairContent();
        var first = EstimateDocument.OfVersion("EST-1001", 1, content, sentAt: null, ExpiresAt);

        Assert.Equal(KnownHash, DocumentHash.Of(Written(content)).Hex);
        Assert.Equal(KnownHashOfTheFirstForm, DocumentHash.Of(first).Hex);
        Assert.Equal((true, false), (EstimateDocument.IsOfFirstForm(first), EstimateDocument.IsOfFirstForm(Written(content))));
    }

    private const string KnownHash = "497a195873ce8be5f5261782da1da7137cd302be06838968fe0432a4795f8e27";
    private const string KnownHashOfTheFirstForm = "7f57657354da566a2782e1184cf2644af74a6d020b8f7de154d1aab313abca0b";

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("zzb0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    public void What_is_no_hash_equals_no_document(string? text) => Assert.Equal(new DocumentHash(""), DocumentHash.From(text));

    [Fact]
    public void A_hash_is_read_as_it_was_written()
    {
        var hash = DocumentHash.Of("");

        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", hash.Hex);
        Assert.Equal(hash, DocumentHash.From(hash.ToString()));
    }

    private static string Written(EstimateContent content) => EstimateDocument.OfVersion("EST-1001", 1, content, SentAt, ExpiresAt);
}
