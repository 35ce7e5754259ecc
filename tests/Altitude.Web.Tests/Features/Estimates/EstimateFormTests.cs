using System.Globalization;
using Altitude.Domain;
using Altitude.Domain.Estimates;
using Altitude.Domain.Workspaces;
using Altitude.Testing;
using Altitude.Web.Features.Estimates;

namespace Altitude.Web.Tests.Features.Estimates;

public sealed class EstimateFormTests
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-US");
    private static readonly Currency Dollar = new("USD");
    private static readonly TaxRate[] Taxes = [new("Denver sales tax", 8.81m)];

    [Fact]
    public void What_was_written_reads_back_the_same() =>
        Assert.True(EstimateForm.Of(Cast.AcRepair(), English).Read(Dollar, English, Taxes).Content.SameAs(Cast.AcRepair()));

    [Fact]
    public void A_line_with_nothing_written_counts_for_nothing()
    {
        var form = EstimateForm.Of(Cast.AcRepair(), English);

        form.AddLine(below: null);

        Assert.True(form.Read(Dollar, English, Taxes).IsWhole);
    }

    [Theory]
    [InlineData("price", "abc", "Write an amount, such as 129.00.")]
    [InlineData("price", "1.005", "USD has 2 decimals.")]
    [InlineData("quantity", "many", "Write how many, such as 1.5.")]
    [InlineData("quantity", "0", "The quantity is more than 0, at most 1,000,000, with at most three decimals.")]
    [InlineData("discount", "120 %", "The discount is between 0 and 100 %, with at most four decimals, or an amount.")]
    public void What_is_wrong_with_a_line_is_said_beside_the_field_and_the_rest_is_still_reckoned(string cell, string typed, string said)
    {
        var form = EstimateForm.Of(Cast.AcRepair(), English);
        var labour = form.Lines[3];
        (labour.Price, labour.Quantity, labour.Discount) = cell switch
        {
            "price" => (typed, labour.Quantity, labour.Discount),
            "quantity" => (labour.Price, typed, labour.Discount),
            _ => (labour.Price, labour.Quantity, typed),
        };

        var reading = form.Read(Dollar, English, Taxes);

        Assert.Equal(said, reading[labour.Field(cell)]);
        Assert.Equal(55_300, reading.TotalsWithoutOptions!.Subtotal.MinorUnits);
    }

    [Fact]
    public void A_removed_line_comes_back_to_its_place()
    {
        var form = EstimateForm.Of(Cast.AcRepair(), English);

        form.Remove(form.Lines[1]);
        form.Restore();

        Assert.True(form.Read(Dollar, English, Taxes).Content.SameAs(Cast.AcRepair()));
    }

    [Fact]
    public void A_line_moves_up_and_down_and_never_out()
    {
        var form = EstimateForm.Of(Cast.AcRepair(), English);

        form.Move("labour", -1);
        form.Move("diagnostic", -1);

        Assert.Equal(["diagnostic", "capacitor", "labour", "refrigerant", "surge-protector"], form.Lines.Select(l => l.Key));
    }
}
