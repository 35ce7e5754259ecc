using System.Globalization;
using Altitude.Web.Components;

namespace Altitude.Web.Features.Invoices;

/// <summary>Paying an invoice online.</summary>
public sealed class PayTexts(CultureInfo culture) : Texts(culture)
{
    public string Amount(object? currency) => Of([currency]);

    public string AddTip => Of();
    public string AnotherAmount => Of();

    public string ByCard(object? percent) => Of([percent]);

    public string FromBank => Of();
    public string HowToPay => Of();
    public string NoTip => Of();

    public string OrWithAll(object? amount, object? whole) => Of([amount, whole]);

    public string SurchargeAtMost(object? amount) => Of([amount]);

    public string SurchargeComesTo(object? amount) => Of([amount]);

    public string SurchargeOf(object? percent) => Of([percent]);

    public string BankAsked(object? amount) => Of([amount]);

    public string BankAskedHeading => Of();

    public string Elsewhere(object? company) => Of([company]);

    public string ErrorMark => Of();

    public string Failed(object? amount) => Of([amount]);

    public string FailedHeading => Of();

    public string From(object? least, object? most) => Of([least, most]);

    public string PayDeposit => Of();
    public string PayInvoice => Of();
    public string PayPart => Of();
    public string PaySeveral => Of();
    public string Several => Of();
    public string SeveralWhich => Of();
    public string Test => Of();

    public string SeveralLine(object? number, object? amount, object? title) => Of([number, amount, title]);

    public string Thanks(object? amount) => Of([amount]);

    public string ThanksHeading => Of();

    public string WaitingFor(object? amount) => Of([amount]);

    public string WaitingHeading => Of();

    public string Whole(object? amount) => Of([amount]);
}
