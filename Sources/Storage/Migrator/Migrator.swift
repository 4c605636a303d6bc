package import Domain
import Postgres

/// Brings a database to the state that this binary's `sql/` folder describes.
///
/// Migrations are numbered, forward only, each in a transaction of its own whose first act is to record it, so that
/// two migrators at once cannot both apply one. Functions, views and grants are re-applied when their text changed;
/// seeds are loaded when their file changed.
package struct Migrator: Sendable {
    private let files: SQLFiles
    private let conninfo: String

    package init(files: SQLFiles, conninfo: String) {
        self.files = files
        self.conninfo = conninfo
    }

    /// What a migration did, or with `dryRun` would do: paths below `sql/`, in order.
    package struct Report: Sendable, Equatable {
        package let migrations: [String]
        package let routines: [String]
        package let seeds: [String]

        package var isUpToDate: Bool { migrations.isEmpty && routines.isEmpty && seeds.isEmpty }
    }

    /// Applies what is pending.
    ///
    /// - Parameter now: recorded as the time of each step.
    /// - Throws: `MigrationRefused` where the database is newer than this binary or a merged migration was edited;
    ///   `PostgresError` where a statement fails: everything of that file is then undone.
    package func migrate(dryRun: Bool, now: Timestamp) async throws -> Report {
        let pool = Pool(
            PoolConfiguration(
                conninfo: conninfo, size: 1, statements: files.statements, setup: [],
                statementTimeout: .seconds(0), connectTimeout: .seconds(5),
                idleInTransactionTimeout: .seconds(600), applicationName: "afterbuild migrate",
                onNotice: { _ in }))
        do {
            let report = try await pool.withSession { session in
                try apply(in: session, dryRun: dryRun, now: now)
            }
            await pool.close()
            return report
        } catch {
            await pool.close()
            throw error
        }
    }

    private func apply(in session: borrowing Session, dryRun: Bool, now: Timestamp) throws -> Report {
        if dryRun {
            _ = try session.run("begin; set transaction isolation level serializable", as: "dry_run_begin")
        } else {
            _ = try session.run("select pg_advisory_lock(hashtext('afterbuild.migrate'))", as: "migrate_lock")
            try takeOwnerRole(in: session)
        }
        do {
            if !dryRun { _ = try session.run(Self.ledger, as: "migrate_ledger") }
            let report = try applyPending(in: session, dryRun: dryRun, now: now)
            _ = try session.run(
                dryRun ? "rollback" : "select pg_advisory_unlock(hashtext('afterbuild.migrate'))",
                as: "migrate_end")
            return report
        } catch {
            // Ends a dry run's transaction; outside one it is only a warning. The lock ends with the session.
            _ = try? session.run("rollback", as: "migrate_rollback")
            throw error
        }
    }

    /// Makes the roles where we may, and becomes the owner where there is one.
    private func takeOwnerRole(in session: borrowing Session) throws {
        for role in DatabaseRole.allCases {
            _ = try session.run(
                """
                do $$ begin
                    if not exists (select from pg_roles where rolname = '\(role.rawValue)') then
                        create role \(role.rawValue) nologin;
                    end if;
                exception when insufficient_privilege or duplicate_object or unique_violation then null;
                end $$
                """, as: "migrate_roles")
        }
        let rights =
            [
                "grant usage, create on schema public to afterbuild_owner",
                "execute format('grant create on database %I to afterbuild_owner', current_database())",
            ] + DatabaseRole.allCases.map { "grant \($0.rawValue) to current_user" }
        for right in rights {
            // Each by itself: a role that we may not grant was granted before, or the next step fails and names it.
            _ = try session.run(
                """
                do $$ begin
                    \(right);
                exception when insufficient_privilege or unique_violation or undefined_object
                    or invalid_grant_operation then null;
                end $$
                """, as: "migrate_role_rights")
        }
        let mayOwn = try session.run(
            """
            select exists (select from pg_roles where rolname = 'afterbuild_owner'
                and pg_has_role(current_user, oid, 'member'))
            """, as: "migrate_role_check")
        if mayOwn.text(0, 0) == "t" {
            _ = try session.run("set role afterbuild_owner", as: "migrate_set_role")
        }
    }

    private func applyPending(in session: borrowing Session, dryRun: Bool, now: Timestamp) throws -> Report {
        let isEmpty = try session.run(
            "select to_regclass('schema_migration') is null", as: "migrate_is_empty")
        let applied = isEmpty.text(0, 0) == "t" ? [:] : try ledgerRows(in: session)
        let known = Set(files.migrations.map(\.path)).union(files.routines.map(\.path))
        let unknown = applied.keys.filter { $0.hasPrefix("migrations/") && !known.contains($0) }.sorted()
        guard unknown.isEmpty else { throw MigrationRefused.databaseIsNewer(unknown) }
        var migrations: [String] = []
        for file in files.migrations {
            let hash = contentHash(file.text)
            if let known = applied[file.path] {
                guard known == hash else { throw MigrationRefused.migrationWasEdited(file.path) }
                continue
            }
            migrations.append(file.path)
            if !dryRun { try apply(file, hash: hash, in: session, now: now) }
        }
        let routines = files.routines.filter {
            applied[$0.path] != contentHash($0.text) || !migrations.isEmpty
        }
        if !dryRun {
            for file in routines { try apply(file, hash: contentHash(file.text), in: session, now: now) }
        }
        let seeds = try pendingSeeds(in: session, hasTables: !(isEmpty.text(0, 0) == "t") || !dryRun)
        if !dryRun {
            for seed in seeds { try load(seed, in: session, now: now) }
        }
        return Report(migrations: migrations, routines: routines.map(\.path), seeds: seeds.map(\.file))
    }

    private func ledgerRows(in session: borrowing Session) throws -> [String: String] {
        let rows = try session.run("select path, hash from schema_migration", as: "migrate_ledger_rows")
        var hashes: [String: String] = [:]
        for row in 0..<rows.count {
            if let path = rows.text(row, 0), let hash = rows.text(row, 1) { hashes[path] = hash }
        }
        return hashes
    }

    private func apply(
        _ file: SQLFiles.File, hash: String, in session: borrowing Session, now: Timestamp
    ) throws {
        _ = try session.run("begin", as: "migrate_begin")
        do {
            _ = try session.query(
                """
                insert into schema_migration (path, hash, applied_at) values ($1, $2, $3)
                on conflict (path) do update set hash = excluded.hash, applied_at = excluded.applied_at
                """, as: "migrate_record", [.text(file.path), .text(hash), .time(now)])
            _ = try session.run(file.text, as: file.path)
            _ = try session.run("commit", as: "migrate_commit")
        } catch {
            _ = try? session.run("rollback", as: "migrate_rollback")
            throw error
        }
    }

    private func pendingSeeds(in session: borrowing Session, hasTables: Bool) throws -> [Seed] {
        guard hasTables else { return Seed.all }
        return try Seed.all.filter { seed in
            guard let text = files.seeds[seed.file] else {
                throw SQLFilesError(reason: "no file sql/seed/\(seed.file)")
            }
            return try session.first(Seed.hash, [.text(seed.file)]) != contentHash(text)
        }
    }

    private func load(_ seed: Seed, in session: borrowing Session, now: Timestamp) throws {
        guard let text = files.seeds[seed.file] else { return }
        _ = try session.run("begin", as: "seed_begin")
        do {
            try session.run(seed.query, [.text(try seed.json(from: text))])
            try RegistryStore.addCalendarVersions(
                actor: "afterbuild migrate", reason: "sql/seed/\(seed.file)", now: now, in: session)
            try session.run(
                Seed.loaded, [.text(seed.file), .text(contentHash(text)), .time(now)])
            _ = try session.run("commit", as: "seed_commit")
        } catch {
            _ = try? session.run("rollback", as: "seed_rollback")
            throw error
        }
    }

    private static let ledger = """
        create table if not exists schema_migration (
            path text primary key,
            hash text not null,
            applied_at timestamptz not null
        )
        """
}

/// Why a migrator leaves a database as it is.
package enum MigrationRefused: Error, CustomStringConvertible {
    /// The database holds migrations that this binary does not know.
    case databaseIsNewer([String])
    /// The text of an applied migration is not what it was when it was applied.
    case migrationWasEdited(String)

    package var description: String {
        switch self {
        case .databaseIsNewer(let paths):
            "the database is newer than this binary: it holds \(paths.joined(separator: ", ")). "
                + "Start the newer version of afterbuild, or restore a backup made by this one."
        case .migrationWasEdited(let path):
            "sql/\(path) is not the file that was applied to this database. "
                + "Migrations are never edited: restore the file and add a new one."
        }
    }
}
