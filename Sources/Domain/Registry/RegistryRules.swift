/// What must hold between the values of one line: money, dates and region against the programme.
struct RegistryRules {
    let programme: Programme
    let regions: RegionTable

    func check(_ project: RegistryProject, region: String, _ cells: inout RegistryCells) {
        checkMoney(project, &cells)
        checkShares(project, &cells)
        checkBuildDates(project, &cells)
        checkLaterDates(project, &cells)
        checkRegion(region, on: project.agreedOn, &cells)
    }

    private func checkMoney(_ project: RegistryProject, _ cells: inout RegistryCells) {
        if let grant = project.grant, let cap = programme.cap, grant > cap {
            cells.report(
                .grant, "\(grouped(grant)) won is more than the cap of \(programme.code), \(grouped(cap)) won"
            )
        }
        guard let total = project.totalCost else { return }
        if let grant = project.grant, let share = programme.sharePercent, grant * 100 > share * total {
            cells.report(
                .grant,
                "\(grouped(grant)) won is more than \(share) % of 총사업비 \(grouped(total)), "
                    + "which is \(grouped(total * share / 100)) won")
        }
        guard let rest = project.remainder, rest != 0 else { return }
        let parts =
            "정부지원금 \(grouped(project.grant ?? 0)) + 기업부담금 \(grouped(project.firmMoney ?? 0))"
            + " + 지자체부담금 \(grouped(project.localMoney ?? 0))"
        if rest < 0 {
            cells.report(
                .totalCost,
                "\(parts) = \(grouped(total - rest)), which is \(grouped(-rest)) won more than the total")
        } else if programme.leadShareMin == nil, project.localMoney != nil {
            cells.report(
                .totalCost,
                "\(parts) = \(grouped(total - rest)), which is \(grouped(rest)) won less than the total")
        }
    }

    /// In a 상생형 project the lead firm pays what grant, adopter and local government leave.
    private func checkShares(_ project: RegistryProject, _ cells: inout RegistryCells) {
        guard let total = project.totalCost, let rest = project.remainder, rest >= 0 else { return }
        if let least = programme.leadShareMin, rest * 100 < least * total {
            cells.report(
                .totalCost,
                "the lead firm (주관기관) is left with \(grouped(rest)) won; it pays at least \(least) % of "
                    + "\(grouped(total)), which is \(grouped((total * least + 99) / 100)) won")
        }
        let adopter = (project.firmMoney ?? 0) + (project.localMoney ?? 0)
        if let most = programme.adopterShareMax, adopter * 100 > most * total {
            cells.report(
                .firmMoney,
                "the adopter's side (기업부담금 + 지자체부담금) pays \(grouped(adopter)) won; at most \(most) % of "
                    + "\(grouped(total)), which is \(grouped(total * most / 100)) won")
        }
    }

    private func checkBuildDates(_ project: RegistryProject, _ cells: inout RegistryCells) {
        if project.buildFrom < project.agreedOn {
            cells.report(.buildFrom, "is before 협약일 \(project.agreedOn); a build begins on that day or later")
        }
        if project.buildTo < project.buildFrom {
            cells.report(.buildTo, "is before 구축시작일 \(project.buildFrom)")
        }
        if let months = programme.months {
            let limit = project.buildFrom.adding(months: months)
            if project.buildTo > limit {
                cells.report(
                    .buildTo,
                    "is later than \(limit), which is 구축시작일 \(project.buildFrom) + the \(months) months of "
                        + "\(programme.code); write an extension into 연장종료일")
            }
        }
        guard let extendedTo = project.extendedTo else { return }
        if extendedTo < project.buildTo {
            cells.report(.extendedTo, "is before 구축종료일 \(project.buildTo); an extension ends later")
        }
        if let months = programme.extensionMonthsMax {
            let limit = project.buildTo.adding(months: months)
            if extendedTo > limit {
                cells.report(
                    .extendedTo,
                    "is later than \(limit), which is 구축종료일 \(project.buildTo) + the \(months) months by which "
                        + "\(programme.code) may be extended")
            }
        }
    }

    private func checkLaterDates(_ project: RegistryProject, _ cells: inout RegistryCells) {
        if let completedOn = project.completedOn {
            if completedOn < project.buildFrom {
                cells.report(.completedOn, "is before 구축시작일 \(project.buildFrom)")
            }
            if completedOn > project.buildLimit {
                let limit = project.extendedTo == nil ? "구축종료일" : "연장종료일"
                cells.report(
                    .completedOn,
                    "is later than \(limit) \(project.buildLimit); an extension must be registered first")
            }
        }
        let completion = project.completedOn ?? project.buildLimit
        let title = project.completedOn == nil ? "end of the build" : "구축완료일"
        if let asTo = project.asTo, asTo < completion {
            cells.report(.asTo, "is before the \(title) \(completion)")
        }
        if let evaluated = project.finalEvaluatedOn, evaluated < completion {
            cells.report(.finalEvaluatedOn, "is before the \(title) \(completion)")
        }
    }

    private func checkRegion(_ code: String, on day: Day, _ cells: inout RegistryCells) {
        guard let region = regions[code] else {
            let known = regions.all.filter { $0.isValid(on: day) }.map { "\($0.code) \($0.name)" }
            cells.report(.region, "is no region; expected one of \(known.joined(separator: ", "))")
            return
        }
        guard !region.isValid(on: day) else { return }
        var reason = "\(code) \(region.name) was not in force on 협약일 \(day)"
        if let other = regions.counterpart(of: region), other.isValid(on: day) {
            reason += "; on that day it was \(other.code) \(other.name)"
        }
        cells.report(.region, reason)
    }
}
