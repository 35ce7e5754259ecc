using System.Globalization;
using Altitude.Web.Components;

namespace Altitude.Web.Features.Estimates;

/// <summary>An estimate as its customer reads it: page, versions, answers, mails.</summary>
public sealed class EstimateTexts(CultureInfo culture) : Texts(culture)
{
    public string ADepositIsDue(object? shown) => Of([shown]);

    public string ANewVersionOfYour(object? number) => Of([number]);

    public string Added => Of();

    public string AfterThat(object? until) => Of([until]);

    public string AgreedTo => Of();

    public string AgreesATime(object? who) => Of([who]);

    public string Amount => Of();
    public string And => Of();

    public string AnsweredAbout(object? company, object? number) => Of([company, number]);

    public string AnswersHere(object? company) => Of([company]);

    public string AnythingToSay => Of();
    public string Approve => Of();

    public string ApproveBy(object? shown) => Of([shown]);

    public string ApproveEstimate => Of();

    public string ApproveNumber(object? number) => Of([number]);

    public string ApproveOrDecline => Of();
    public string ApprovedBy => Of();

    public string ApprovedPreview(object? amount, object? title) => Of([amount, title]);

    public string ApprovedTotal(object? who, object? when, object? shown) => Of([who, when, shown]);

    public string AskForNewPrice => Of();
    public string AskedForNewPrice => Of();
    public string ByEmail => Of();

    public string ByWhoeverGaveIt(object? takenBack) => Of([takenBack]);

    public string CallPhone(object? phone) => Of([phone]);

    public string CallToTalk => Of();
    public string CallWithQuestion => Of();
    public string CanBeChecked => Of();
    public string CanBeRead => Of();
    public string CanTakeBack => Of();

    public string CanTakeBackInvoice(object? number) => Of([number]);

    public string CanTakeBackRefusal => Of();
    public string ChangedSince => Of();
    public string ChangedYourMind => Of();
    public string CheckIntact => Of();
    public string ChooseOne => Of();

    public string CompanyRecorded(object? company, object? by, object? number, object? title, object? how, object? whatToDo) =>
        Of([company, by, number, title, how, whatToDo]);

    public string CompanyWithdrew(object? company) => Of([company]);

    public string CopyByMail => Of();
    public string Decline => Of();
    public string DeclineEstimate => Of();
    public string Deposit => Of();
    public string DepositDueNow => Of();
    public string DepositIsPaid => Of();
    public string DepositOnApproval => Of();

    public string DepositOnApprovalOf(object? percent) => Of([percent]);

    public string DepositWhenApproved(object? shown) => Of([shown]);

    public string Discount => Of();

    public string DiscountOf(object? percent) => Of([percent]);

    public string DoNotRely => Of();
    public string Document => Of();

    public string EndsIn(object? shown) => Of([shown]);

    public string ErrorMark => Of();

    public string Estimate(object? number) => Of([number]);

    public string EstimateFor(object? number, object? title) => Of([number, title]);

    public string Estimates => Of();
    public string EvidenceOfThis => Of();
    public string ExactlyAsRecorded => Of();
    public string Fingerprint => Of();
    public string From => Of();

    public string FromApproveBy(object? amount, object? until) => Of([amount, until]);

    public string Given => Of();
    public string HandedOver => Of();

    public string HasChanged(object? company, object? title) => Of([company, title]);

    public string HasExpired => Of();

    public string HasExtended(object? company, object? title) => Of([company, title]);

    public string HasPrepared(object? company, object? title) => Of([company, title]);

    public string HoldsEvidence => Of();
    public string How => Of();
    public string IfNotSo => Of();
    public string InEveryPackage => Of();

    public string InPackage(object? package) => Of([package]);

    public string InPackageNow(object? package) => Of([package]);

    public string InvoiceGoesToPayer(object? company) => Of([company]);

    public string IsIntact => Of();
    public string IsNotOpen => Of();

    public string IsOpenUntil(object? number, object? approveBy, object? title) => Of([number, approveBy, title]);

    public string IsReady(object? number) => Of([number]);

    public string Item => Of();
    public string KeptAsEvidence => Of();
    public string Link => Of();

    public string LinkIsYours(object? linkUntil) => Of([linkUntil]);

    public string LookAtChanges => Of();
    public string MailApproveBy => Of();
    public string MailDeposit => Of();
    public string MailEstimate => Of();

    public string MailHello(object? contactName) => Of([contactName]);

    public string MailRecordedBy => Of();

    public string MailSignedInAs(object? typedName, object? contactName) => Of([typedName, contactName]);

    public string Minutes(int count) => Count(count);

    public string MoreTime(object? number) => Of([number]);

    public string MoreTimeFor(object? number) => Of([number]);

    public string NewPriceAsked => Of();

    public string NewVersionOf(object? number, object? title) => Of([number, title]);

    public string NoLongerApproved => Of();
    public string NoLongerOffered => Of();
    public string NoLongerOptional => Of();
    public string NoLongerTaxed => Of();
    public string None => Of();

    public string NoneYet(object? company) => Of([company]);

    public string NotInThePortal(object? recorded, object? how) => Of([recorded, how]);

    public string Now => Of();

    public string OfferedAtBy(object? title, object? place, object? company) => Of([title, place, company]);

    public string OfferedBy(object? title, object? company) => Of([title, company]);

    public string OpenAgain(object? title) => Of([title]);

    public string OpenAgainInvoiceVoid(object? title) => Of([title]);

    public string OpensAgain(object? company) => Of([company]);

    public string Optional => Of();

    public string OptionalAdds(object? amount) => Of([amount]);

    public string OptionalAddsBeforeTax(object? amount) => Of([amount]);

    public string OptionalChosen => Of();

    public string PayDeposit => Of();

    public string OptionalItem(object? description) => Of([description]);

    public string OptionalNotChosen => Of();
    public string OptionalNow => Of();

    public string PackageChosen(object? package, object? other) => Of([package, other]);

    public string PackageChosenOfMany(object? package, object? others) => Of([package, others]);

    public string PackageName(object? name) => Of([name]);

    public string PackageWithoutOptions(object? package) => Of([package]);

    public string Price => Of();
    public string Quantity => Of();

    public string QuantityWas(object? quantity, object? quantity2) => Of([quantity, quantity2]);

    public string ReadAndWriteBack => Of();
    public string ReadApproveDecline => Of();
    public string Recorded => Of();

    public string RecordedBy(object? recordedBy, object? inWords, object? typedName) => Of([recordedBy, inWords, typedName]);

    public string Replaces(object? version, object? number) => Of([version, number]);

    public string RequestChanges => Of();

    public string RestIsDue(object? number, object? shown) => Of([number, shown]);

    public string RowApproveBy(object? amount, object? until) => Of([amount, until]);

    public string RowWasValid(object? amount, object? until) => Of([amount, until]);

    public string SeeEstimate => Of();
    public string SeeInvoice => Of();
    public string SeeTheEstimate => Of();
    public string SeeTheJob => Of();

    public string SeeVersion(object? number) => Of([number]);

    public string SeeWhatComesNext => Of();
    public string SeenTheChanges => Of();

    public string SentAt(object? when) => Of([when]);

    public string SentNewVersion(object? company) => Of([company]);

    public string Shown => Of();
    public string ShowsNoNames => Of();
    public string SignedInAs => Of();

    public string SomebodyApproved(object? typedName, object? number) => Of([typedName, number]);

    public string SomebodyDeclined(object? answeredBy) => Of([answeredBy]);

    public string SomethingChanged => Of();

    public string StillApprove(object? company) => Of([company]);

    public string StillWantIt => Of();
    public string Subtotal => Of();
    public string TakeBackApproval => Of();
    public string TakeBackRefusal => Of();
    public string TakenBack => Of();

    public string TakenOff(object? amount) => Of([amount]);

    public string TakenOut => Of();
    public string Tax => Of();

    public string TaxOn(object? taxName, object? shown) => Of([taxName, shown]);

    public string TaxedNow => Of();
    public string TellUs => Of();
    public string Terms => Of();

    public string ThankYou(object? company, object? number, object? title) => Of([company, number, title]);

    public string TheDepositIsDue(object? shown) => Of([shown]);

    public string ThereYouApprove(object? linkUntil) => Of([linkUntil]);

    public string ThisLinkIsYours(object? linkUntil) => Of([linkUntil]);

    public string ThisLinkIsYoursAfter(object? linkUntil) => Of([linkUntil]);

    public string TitleOf(object? number, object? company) => Of([number, company]);

    public string TitleOfVersion(object? number, object? version, object? company) => Of([number, version, company]);

    public string TitleOpenAgain(object? title) => Of([title]);

    public string Total => Of();
    public string TotalWithoutOptions => Of();
    public string TotalWithoutOptionsHere => Of();
    public string TypeYourName => Of();
    public string Unchanged => Of();

    public string UntilTime(object? time, object? zone) => Of([time, zone]);

    public string UpdateTotal => Of();
    public string ValidThrough => Of();
    public string VerifyAnApproval => Of();
    public string VerifyThis => Of();

    public string Version(object? number) => Of([number]);

    public string VersionOf(object? version, object? number) => Of([version, number]);

    public string Versions => Of();
    public string Was => Of();
    public string WasAltered => Of();

    public string WasApprovedHow(object? number, object? inWords) => Of([number, inWords]);

    public string WasCalled(object? description) => Of([description]);

    public string WasReplaced(object? version) => Of([version]);

    public string WasValidUntil(object? until) => Of([until]);

    public string WhatCovers(object? number) => Of([number]);

    public string WhatDifferent => Of();
    public string WhatHappensNext => Of();
    public string WhatItCovered => Of();
    public string WhatItCovers => Of();
    public string WhatItIsFor => Of();
    public string WhatWasApproved => Of();
    public string WhatWasSaid => Of();
    public string WhatWeWillDo => Of();
    public string When => Of();
    public string WhyDecline => Of();
    public string WorkIsBooked => Of();
    public string WrittenAnew => Of();

    public string WrittenDown(object? when) => Of([when]);

    public string WrittenDownByCompany(object? writtenDown) => Of([writtenDown]);

    public string WroteAbout(object? by, object? company, object? number, object? title) => Of([by, company, number, title]);

    public string YouApproved(object? number) => Of([number]);

    public string YouApprovedEstimate(object? number) => Of([number]);

    public string YouApprovedThe => Of();
    public string YouDeclined => Of();

    public string YouTookBack(object? number) => Of([number]);
}
